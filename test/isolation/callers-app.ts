import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, Get, Injectable, Param } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
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

/** The same handlers for requests and for messages. */
@Controller()
export class FilesController {
  constructor(private readonly files: Files) {}

  @Get('injected/:number')
  @Authenticated()
  injected(@CurrentUser() user: UserPrincipal, @Param('number') number: string): Promise<void> {
    return this.lookAsInjected(keyOf(user, number));
  }

  @MessagePattern('injected', Transport.TCP)
  @Authenticated()
  injectedMessage(@CurrentUser() user: UserPrincipal, @Payload() number: string): Promise<void> {
    return this.lookAsInjected(keyOf(user, number));
  }

  @Get('parameter/:number')
  @Authenticated()
  parameter(
    @CurrentUser() user: UserPrincipal,
    @AwsClient(S3Client) s3: S3Client,
    @Param('number') number: string,
  ): Promise<void> {
    return this.lookWith(s3, keyOf(user, number));
  }

  @MessagePattern('parameter', Transport.TCP)
  @Authenticated()
  parameterMessage(
    @CurrentUser() user: UserPrincipal,
    @AwsClient(S3Client) s3: S3Client,
    @Payload() number: string,
  ): Promise<void> {
    return this.lookWith(s3, keyOf(user, number));
  }

  @Get('stream/:number')
  @Authenticated()
  stream(@CurrentUser() user: UserPrincipal, @Param('number') number: string): Promise<void> {
    return this.files.readAndLook(keyOf(user, number));
  }

  @MessagePattern('stream', Transport.TCP)
  @Authenticated()
  streamMessage(@CurrentUser() user: UserPrincipal, @Payload() number: string): Promise<void> {
    return this.files.readAndLook(keyOf(user, number));
  }

  private async lookAsInjected(key: string): Promise<void> {
    await randomWait();
    await this.files.look(key);
  }

  private async lookWith(s3: S3Client, key: string): Promise<void> {
    await randomWait();
    await s3.send(new HeadObjectCommand({ Bucket: 'files', Key: key }));
    await randomWait();
  }
}

/** Says whose request it was, and what its token said. */
function keyOf({ username, claims }: UserPrincipal, number: string): string {
  return `${username}/${groupsOf(claims['cognito:groups'] as string[] | undefined)}/${number}`;
}
