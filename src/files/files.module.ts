import { type DynamicModule, Module } from '@nestjs/common';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';
import { FILES_BUCKET } from './files.tokens.js';

@Module({})
export class FilesModule {
  static forBucket(bucket: string): DynamicModule {
    return {
      module: FilesModule,
      controllers: [FilesController],
      providers: [FilesService, { provide: FILES_BUCKET, useValue: bucket }],
    };
  }
}
