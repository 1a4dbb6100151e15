import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, Get, Injectable, Param } from '@nestjs/common';
import { Authenticated, AwsClient, CurrentUser, InjectAwsClient, type UserPrincipal } from 'castellan';
import type { Readable } from 'node:stream';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { groupsOf } from './issued-keys.js';

/** The ways in which handlers use AWS. */
export const WAYS = ['injected', 'parameter', 'stream'] as const;

const randomWait = (): Promise<unknown> => (Math.random() < 0.5 ? immediate() : sleep(Math.random() * 4));

/** A singleton: it serves all users at once and knows none of them. */
@Injectable()
export class Files {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  async look(key: string): Promise<void> {
    await randomWait();
    await this.s3.send(new HeadObjectCommand({ Bucket: 'files', Key: key }));
    await randomWait();
  }

  /** Asks again from within an event of a connection that has served others before. */
  async readAndLook(key: string): Promise<void> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: 'files', Key: key }));
    const body = Body as Readable;
    await new Promise<void>((resolve, reject) => {
      body.on('error', reject);
      body.on('end', () => void this.look(key).then(resolve, reject));
      body.resume();
    });
  }
}

@Controller()
export class FilesController {
  constructor(private readonly files: Files) {}

  @Get('injected/:number')
  @Authenticated()
  async injected(@CurrentUser() user: UserPrincipal, @Param('number') number: string): Promise<void> {
    await randomWait();
    await this.files.look(keyOf(user, number));
  }

  @Get('parameter/:number')
  @Authenticated()
  async parameter(
    @CurrentUser() user: UserPrincipal,
    @AwsClient(S3Client) s3: S3Client,
    @Param('number') number: string,
  ): Promise<void> {
    await randomWait();
    await s3.send(new HeadObjectCommand({ Bucket: 'files', Key: keyOf(user, number) }));
    await randomWait();
  }

  @Get('stream/:number')
  @Authenticated()
  async stream(@CurrentUser() user: UserPrincipal, @Param('number') number: string): Promise<void> {
    await this.files.readAndLook(keyOf(user, number));
  }
}

/** Says whose request it was, and what its token said. */
function keyOf({ username, claims }: UserPrincipal, number: string): string {
  return `${username}/${groupsOf(claims['cognito:groups'] as string[] | undefined)}/${number}`;
}
