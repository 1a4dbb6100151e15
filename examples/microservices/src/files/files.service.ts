import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, type DynamicModule, Inject, Injectable, Module } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { Authenticated, CastellanModule, IdentityId, InjectAwsClient } from 'castellan';
import { microservices } from 'castellan/microservices';
import type { Settings } from '../settings.js';

const BUCKET = Symbol('bucket');

/** A file to be kept. */
export interface FileToKeep {
  readonly name: string;
  readonly content: string;
}

/** Writes to S3 with the keys of whoever is calling: the service has none of its own. */
@Injectable()
export class FileStore {
  constructor(
    @InjectAwsClient(S3Client) private readonly s3: S3Client,
    @Inject(BUCKET) private readonly bucket: string,
  ) {}

  async put(key: string, content: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: content }));
  }
}

@Controller()
@Authenticated()
export class FilesController {
  constructor(private readonly store: FileStore) {}

  /** Into the folder of the caller, which is named by the caller's identity. */
  @MessagePattern('files.keep')
  async keep(@Payload() { name, content }: FileToKeep, @IdentityId() folder: string): Promise<string> {
    const key = `${folder}/${name}`;
    await this.store.put(key, content);
    return key;
  }

  /** Into any folder: the caller's role decides. */
  @MessagePattern('files.put')
  async put(@Payload() { name, content }: FileToKeep): Promise<string> {
    await this.store.put(name, content);
    return name;
  }
}

@Module({})
export class FilesModule {
  static with({ castellan, bucket }: Settings): DynamicModule {
    return {
      module: FilesModule,
      imports: [CastellanModule.forRoot({ ...castellan, doors: [microservices()] })],
      controllers: [FilesController],
      providers: [FileStore, { provide: BUCKET, useValue: bucket }],
    };
  }
}
