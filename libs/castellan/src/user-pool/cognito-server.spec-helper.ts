import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserPoolService } from './user-pool-service.js';
import type { UserPoolServiceOptions } from './user-pool-service-options.js';

const POOL = 'eu-west-1_AbCdEfGhI';
const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`;

/** An access token by its claims alone: Cognito, which is not here, would verify it. */
export const ACCESS_TOKEN = [
  '{"alg":"RS256"}',
  JSON.stringify({ iss: ISSUER, sub: 'sub', token_use: 'access' }),
  'signature',
]
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

type Input = Readonly<Record<string, unknown>>;

/** What a server answers that speaks the protocol of Cognito and knows nothing else. */
export type Answers = Readonly<Record<string, (input: Input) => object>>;

/** A server for what no sandbox answers, and a service that asks it. */
export interface CognitoServer {
  readonly users: UserPoolService;
  /** The operations that were called, with what was sent. */
  readonly calls: [string, Input][];
  readonly close: () => Promise<void>;
}

/** @param answers by operation; whatever is not there is answered with an empty object */
export async function startCognitoServer(
  answers: Answers,
  options: Partial<UserPoolServiceOptions> = {},
): Promise<CognitoServer> {
  const calls: [string, Input][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const input = JSON.parse(Buffer.concat(chunks).toString()) as Input;
      calls.push([operation, input]);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(answers[operation]?.(input) ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const users = new UserPoolService({
    userPoolId: POOL,
    clientId: 'web',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMilliseconds: 60_000,
    answerStepMilliseconds: 0,
    ...options,
  });
  return {
    users,
    calls,
    close: async () => {
      users.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
