import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import { Controller, Injectable } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall, GrpcStreamMethod } from '@nestjs/microservices';
import {
  Authenticated,
  Can,
  CurrentUser,
  Groups,
  InjectAwsClient,
  Public,
  type UserPrincipal,
} from 'castellan';
import { interval, map, mergeMap, type Observable, toArray } from 'rxjs';

export interface Text {
  readonly text: string;
}

@Injectable()
export class Files {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  async save(text: string): Promise<Text> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'files', Key: text, Body: 'x' }));
    return { text };
  }
}

@Controller()
export class ArticlesController {
  constructor(private readonly files: Files) {}

  @GrpcMethod('Articles', 'Whoami')
  @Authenticated()
  whoami(_question: Text, _metadata: unknown, _call: unknown, @CurrentUser() user?: UserPrincipal): Text {
    return { text: user?.username ?? 'nobody' };
  }

  @GrpcMethod('Articles', 'Open')
  @Public()
  open(question: Text): Text {
    return question;
  }

  @GrpcMethod('Articles', 'Edit')
  @Groups('editors')
  edit(): Text {
    return { text: 'edited' };
  }

  @GrpcMethod('Articles', 'Find')
  @Can('read', 'Article', { subject: () => undefined, hideExistence: true })
  find(): Text {
    return { text: 'found' };
  }

  @GrpcMethod('Articles', 'Closed')
  closed(): Text {
    return { text: 'nobody may' };
  }

  @GrpcMethod('Articles', 'Save')
  @Authenticated()
  save({ text }: Text): Promise<Text> {
    return this.files.save(text);
  }

  @GrpcMethod('Articles', 'Watch')
  @Authenticated()
  watch(): Observable<Text> {
    return interval(20).pipe(map((count) => ({ text: String(count) })));
  }

  @GrpcStreamMethod('Articles', 'SaveAll')
  @Authenticated()
  saveAll(questions: Observable<Text>): Observable<Text> {
    return questions.pipe(
      mergeMap(({ text }) => this.files.save(text)),
      toArray(),
      map((saved) => ({
        text: saved
          .map(({ text }) => text)
          .sort()
          .join(),
      })),
    );
  }

  @GrpcStreamMethod('Articles', 'SaveEach')
  @Authenticated()
  saveEach(questions: Observable<Text>): Observable<Text> {
    return questions.pipe(mergeMap(({ text }) => this.files.save(text)));
  }

  @GrpcStreamCall('Articles', 'Raw')
  @Authenticated()
  raw(call: ServerDuplexStream<Text, Text>): void {
    const saving: Promise<unknown>[] = [];
    call.on('data', ({ text }: Text) => {
      const saved = this.files.save(text).then(
        (answer) => call.write(answer),
        (error: unknown) => call.emit('error', error),
      );
      saving.push(saved);
    });
    call.on('end', () => void Promise.all(saving).then(() => call.end()));
  }

  @GrpcStreamCall('Articles', 'RawSum')
  @Groups('editors')
  rawSum(call: ServerReadableStream<Text, Text>, respond: sendUnaryData<Text>): void {
    call.on('data', () => undefined);
    call.on('end', () => respond(null, { text: 'read' }));
  }
}
