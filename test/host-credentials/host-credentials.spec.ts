import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, Get, Injectable } from '@nestjs/common';
import { Authenticated, AwsClient, CastellanModule, InjectAwsClient } from 'castellan';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';

const HOST_KEY = 'AKIAHOSTHOSTHOSTHOST';
const HOST_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: HOST_KEY,
  AWS_SECRET_ACCESS_KEY: 'host-secret-host-secret-host-secret-host',
  AWS_SESSION_TOKEN: 'host-session-token',
  AWS_REGION: 'us-east-1',
};

@Injectable()
class Buckets {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  list() {
    return this.s3.send(new ListBucketsCommand({}));
  }
}

@Controller()
class BucketsController {
  constructor(private readonly buckets: Buckets) {}

  @Get('parameter')
  @Authenticated()
  parameter(@AwsClient(S3Client) s3: S3Client) {
    return s3.send(new ListBucketsCommand({}));
  }

  @Get('injected')
  @Authenticated()
  injected() {
    return this.buckets.list();
  }
}

describe("with the host's own keys in the environment", () => {
  const environment = { ...process.env };
  const signedRequests: string[] = [];
  let recorder: Server;
  let world: World;
  let listening: ListeningApp;
  let tokens: Map<string, Tokens>;

  beforeAll(async () => {
    // Everything that AWS could be asked goes through here, where whoever signs is recorded.
    recorder = createServer((request, response) => {
      signedRequests.push(request.headers.authorization ?? 'unsigned');
      response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`;

    // A user for each case, since a refusal is remembered for some seconds.
    const usernames = ['refused', 'throttled', 'failed', 'served'];
    world = await World.create({ users: usernames.map((username) => ({ username })) });
    tokens = new Map(
      await Promise.all(usernames.map(async (name) => [name, await world.tokens(name)] as const)),
    );
    Object.assign(process.env, HOST_ENVIRONMENT);
    const awsClientDefaults = { endpoint, forcePathStyle: true, maxAttempts: 1 };
    listening = await listeningApp('Express', {
      imports: [CastellanModule.forRoot({ ...world.options, awsClientDefaults })],
      controllers: [BucketsController],
      providers: [Buckets],
    });
  });

  afterAll(async () => {
    for (const name of Object.keys(HOST_ENVIRONMENT)) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
    await listening.app.close();
    await world.stop();
    recorder.close();
  });

  beforeEach(() => {
    signedRequests.length = 0;
  });

  it.each([
    ['refuses', 'refused', 'NotAuthorizedException', 400, 403, 'credentials_refused'],
    ['throttles', 'throttled', 'TooManyRequestsException', 429, 503, 'credentials_throttled'],
    ['fails', 'failed', 'InternalErrorException', 500, 502, 'credentials_unavailable'],
  ])(
    'S73 nothing is signed while the identity pool %s',
    async (_case, username, type, faultStatus, status, code) => {
      for (const operation of ['GetId', 'GetCredentialsForIdentity']) {
        world.sandbox.faults.set(operation, { type, message: 'injected', status: faultStatus });
        for (const path of ['/parameter', '/injected']) {
          const answer = await new Api(listening.url).get(path, tokens.get(username));
          expect([answer.status, (answer.json() as { code: string }).code]).toEqual([status, code]);
        }
        world.sandbox.faults.clear();
      }
      expect(signedRequests).toEqual([]);
    },
  );

  it("only the caller's own key signs once it works", async () => {
    for (const path of ['/parameter', '/injected']) {
      expect((await new Api(listening.url).get(path, tokens.get('served'))).status).toBe(500);
    }
    expect(signedRequests).toHaveLength(2);
    for (const authorization of signedRequests) {
      expect(authorization).toMatch(/Credential=ASIA/);
      expect(authorization).not.toContain(HOST_KEY);
    }
  });
});
