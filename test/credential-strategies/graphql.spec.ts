import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Injectable } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { AssumeRole, Authenticated, AwsClient, InjectAwsClient, ScopeDown } from 'castellan';
import type { ListeningApp } from '../support/nest-app.js';
import type { Tokens } from '../support/api.js';
import { graphql, graphqlApp, SERVERS } from '../graphql/graphql-app.js';
import { roleArn, StrategyWorld } from './strategy-world.js';

@Injectable()
class Notes {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  async put(): Promise<string> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'note', Body: 'x' }));
    return 'put';
  }
}

function resolver(stsEndpoint: string) {
  const who = async (sts: STSClient): Promise<string | undefined> =>
    (await sts.send(new GetCallerIdentityCommand())).Arn?.split('/')[1];

  @Resolver()
  @Authenticated()
  class Fields {
    constructor(private readonly notes: Notes) {}

    @Query(() => String, { nullable: true })
    usual(@AwsClient(STSClient, { endpoint: stsEndpoint }) sts: STSClient) {
      return who(sts);
    }

    @Query(() => String, { nullable: true })
    @AssumeRole('editors')
    editors(@AwsClient(STSClient, { endpoint: stsEndpoint }) sts: STSClient) {
      return who(sts);
    }

    @Query(() => String, { nullable: true })
    put() {
      return this.notes.put();
    }

    @Query(() => String, { nullable: true })
    @ScopeDown({
      Version: '2012-10-17',
      Statement: { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' },
    })
    narrow() {
      return this.notes.put();
    }
  }
  return Fields;
}

describe.each(SERVERS)('fields of one operation with %s', (server) => {
  let world: StrategyWorld;
  let app: ListeningApp;
  let alice: Required<Tokens>;

  beforeAll(async () => {
    world = await StrategyWorld.create();
    alice = await world.tokens('alice');
    app = await graphqlApp(server, {
      options: world.options({
        identityPool: {
          ...world.pool('classic'),
          strategy: {
            kind: 'classic',
            roleArn: roleArn('caller'),
            roles: { editors: roleArn('editors') },
            stsEndpoint: world.sandbox.url,
          },
        },
      }),
      providers: [resolver(world.sandbox.url), Notes],
    });
  });

  afterAll(async () => {
    await app.app.close();
    await world.stop();
  });

  it('have each the credentials that its own decorators say', async () => {
    const query = '{ a: usual editors b: usual put narrow again: put }';
    const headers = { 'x-id-token': alice.idToken! };
    const { data, errors } = await graphql(app.url, query, { token: alice.accessToken, headers });

    expect(data).toEqual({
      a: 'caller',
      editors: 'editors',
      b: 'caller',
      put: 'put',
      narrow: null,
      again: 'put',
    });
    expect(errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'aws_access_denied' }) as object,
      }),
    ]);
  });
});
