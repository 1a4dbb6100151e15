import { Controller, Get } from '@nestjs/common';
import { Claims } from 'castellan';

@Controller('plans')
export class PlansController {
  @Get()
  @Claims({
    'custom:contract_end': (end) => typeof end === 'string' && Date.parse(end) > Date.now(),
  })
  list() {
    return [];
  }
}
