import type { Server } from 'node:http';
import { close, listen, readBody } from './http-server.spec-helper.js';

export interface DynamoDbCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The access key ID the call is signed with. */
  readonly accessKeyId: string | undefined;
}

/** Answers each call to DynamoDB with one item, and remembers who signed it. */
export class RecordingDynamoDb {
  private constructor(
    readonly calls: readonly DynamoDbCall[],
    readonly endpoint: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<RecordingDynamoDb> {
    const calls: DynamoDbCall[] = [];
    const { server, endpoint }: { server: Server; endpoint: string } = await listen((request, response) => {
      void readBody(request).then((body) => {
        calls.push({
          operation: String(request.headers['x-amz-target']).split('.')[1] ?? '',
          input: JSON.parse(body) as Record<string, unknown>,
          accessKeyId: /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1],
        });
        const item = { owner: { S: 'alice' }, count: { N: '7' } };
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify({ Item: item, Items: [item], Count: 1 }));
      });
    });
    return new RecordingDynamoDb(calls, endpoint, () => close(server));
  }
}
