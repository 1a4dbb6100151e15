import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { InjectAwsClient } from 'castellan';
import { FILES_BUCKET } from './files.tokens.js';

export interface StoredFile {
  readonly name: string;
  readonly size: number;
}

export interface FileContent {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Files in S3, each under the identity ID of its owner. The service is a singleton and knows no user: the
 * injected client signs every call with the keys of whoever is calling, and the IAM role of the identity pool
 * lets nobody leave their own prefix.
 */
@Injectable()
export class FilesService {
  constructor(
    @InjectAwsClient(S3Client) private readonly s3: S3Client,
    @Inject(FILES_BUCKET) private readonly bucket: string,
  ) {}

  async list(identityId: string): Promise<StoredFile[]> {
    const prefix = `${identityId}/`;
    const files: StoredFile[] = [];
    let token: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key = '', Size = 0 } of page.Contents ?? []) {
        files.push({ name: Key.slice(prefix.length), size: Size });
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return files;
  }

  async put(identityId: string, name: string, content: FileContent): Promise<StoredFile> {
    await this.s3.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: `${identityId}/${name}`,
        Body: content.bytes,
        ContentType: content.type,
      }),
    );
    return { name, size: content.bytes.byteLength };
  }

  async get(identityId: string, name: string): Promise<FileContent> {
    const key = `${identityId}/${name}`;
    try {
      const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return {
        type: object.ContentType ?? 'application/octet-stream',
        bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array(),
      };
    } catch (error) {
      // S3 also says "denied" of an object that is not there, to callers who may not list the whole bucket.
      // Somebody else's prefix cannot be listed either, so there the second refusal stands.
      const isAbsent = error instanceof NoSuchKey || (isDenied(error) && !(await this.exists(key)));
      if (isAbsent) throw new NotFoundException('There is no such file.');
      throw error;
    }
  }

  private async exists(key: string): Promise<boolean> {
    const { Contents: found = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: key, MaxKeys: 1 }),
    );
    return found[0]?.Key === key;
  }

  async delete(identityId: string, name: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: `${identityId}/${name}` }));
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'AccessDenied';
}
