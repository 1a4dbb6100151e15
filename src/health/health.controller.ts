import { Controller, Get } from '@nestjs/common';
import { Public } from 'castellan';

@Controller('health')
export class HealthController {
  @Get()
  @Public()
  health() {
    return { status: 'ok' };
  }
}
