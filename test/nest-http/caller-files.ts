import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Injectable } from '@nestjs/common';
import { InjectAwsClient } from 'castellan';
import type { Readable } from 'node:stream';

/** Objects of the bucket `files`, written and read as whoever is calling. A singleton that serves everybody. */
@Injectable()
export class CallerFiles {
  constructor(@InjectAwsClient(S3Client) readonly s3: S3Client) {}

  async save(key: string): Promise<string> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'files', Key: key, Body: `body of ${key}` }));
    return key;
  }

  async read(key: string, bucket = 'files'): Promise<Readable> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body as Readable;
  }
}
