import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { CastellanModule } from 'castellan';
import { Sandbox } from 'castellan-sandbox';
import { AuditController } from './audit/audit.controller.js';
import { castellanOptions } from './castellan.options.js';
import { DatabaseModule } from './database/database.module.js';
import { DemoModule } from './demo/demo.module.js';
import { NotebooksModule } from './notebooks/notebooks.module.js';
import { NotesModule } from './notes/notes.module.js';

/** Notes of many tenants. Nothing in a handler asks who is calling: that is said by decorators and policies. */
@Module({
  imports: [
    CastellanModule.forRootAsync({ imports: [DemoModule], inject: [Sandbox], useFactory: castellanOptions }),
    DatabaseModule,
    NotebooksModule,
    NotesModule,
  ],
  controllers: [AuditController],
  providers: [{ provide: APP_PIPE, useClass: StandardSchemaValidationPipe }],
})
export class AppModule {}
