import {
  Body,
  Controller,
  Delete,
  type DynamicModule,
  Get,
  HttpCode,
  Inject,
  Module,
  Post,
  Put,
} from '@nestjs/common';
import { ClientProxy, ClientsModule } from '@nestjs/microservices';
import { Authenticated, CastellanModule } from 'castellan';
import { forwardPrincipal, microservices } from 'castellan/microservices';
import type { Observable } from 'rxjs';
import type { FileToKeep } from '../files/files.service.js';
import type { Note } from '../notes/notes.service.js';
import type { Settings } from '../settings.js';
import { transportOf } from '../transport-of.js';

const NOTES = 'NOTES';
const FILES = 'FILES';

/** Takes requests and asks the services, as whoever made the request. */
@Controller()
@Authenticated()
export class GatewayController {
  constructor(
    @Inject(NOTES) private readonly notes: ClientProxy,
    @Inject(FILES) private readonly files: ClientProxy,
  ) {}

  @Post('notes')
  add(@Body() { text }: { text: string }): Observable<Note> {
    return this.notes.send('notes.add', text);
  }

  @Get('notes')
  list(): Observable<readonly Note[]> {
    return this.notes.send('notes.list', {});
  }

  @Delete('notes')
  @HttpCode(202)
  forget(): void {
    this.notes.emit('notes.forgotten', {});
  }

  @Post('files')
  keep(@Body() file: FileToKeep): Observable<string> {
    return this.files.send('files.keep', file);
  }

  @Put('files')
  put(@Body() file: FileToKeep): Observable<string> {
    return this.files.send('files.put', file);
  }
}

@Module({})
export class GatewayModule {
  static with({ castellan, notes, files }: Settings): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        CastellanModule.forRoot({ ...castellan, doors: [microservices({ forwardTo: [NOTES, FILES] })] }),
        ClientsModule.register([
          forwardPrincipal({ name: NOTES, ...transportOf(notes) }),
          forwardPrincipal({ name: FILES, ...transportOf(files) }),
        ]),
      ],
      controllers: [GatewayController],
    };
  }
}
