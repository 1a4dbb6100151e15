import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Injectable } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Authenticated, AwsClient, IdentityId, InjectAwsClient, Public } from 'castellan';
import type { PolicyDocument } from 'castellan-sandbox';
import type { Tokens } from '../support/api.js';
import type { ListeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { graphql, type GraphqlAnswer, graphqlApp, SERVERS } from './graphql-app.js';

const OWN_FOLDER: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: ['arn:aws:s3:::files/${cognito-identity.amazonaws.com:sub}/*'],
    },
  ],
};

@Injectable()
class Notes {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  async save(key: string, text: string): Promise<string> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'files', Key: key, Body: text }));
    return key;
  }
}

@Resolver()
@Authenticated()
class NotesResolver {
  constructor(private readonly notes: Notes) {}

  @Query(() => String, { nullable: true })
  identity(@IdentityId() me: string): string {
    return me;
  }

  @Mutation(() => String, { nullable: true })
  save(
    @Args('folder', { type: () => String }) folder: string,
    @Args('text', { type: () => String }) text: string,
  ): Promise<string> {
    return this.notes.save(`${folder}/note`, text);
  }

  @Query(() => String, { nullable: true })
  async note(
    @AwsClient(S3Client) s3: S3Client,
    @Args('folder', { type: () => String }) folder: string,
  ): Promise<string | undefined> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: `${folder}/note` }));
    return Body?.transformToString();
  }
}

@Resolver()
class OpenResolver {
  @Query(() => String, { nullable: true })
  @Public()
  guest(@IdentityId() me: string): string {
    return me;
  }
}

describe.each(SERVERS)("the caller's own AWS clients in resolvers with %s", (server) => {
  let world: World;
  let app: ListeningApp;
  let alice: Required<Tokens>;
  let bob: Required<Tokens>;

  const as = (tokens: Tokens, query: string): Promise<GraphqlAnswer> =>
    graphql(app.url, query, {
      token: tokens.accessToken,
      headers: tokens.idToken === undefined ? {} : { 'x-id-token': tokens.idToken },
    });

  beforeAll(async () => {
    world = await World.create({
      users: [{ username: 'alice' }, { username: 'bob' }],
      policies: [OWN_FOLDER],
    });
    [alice, bob] = await Promise.all([world.tokens('alice'), world.tokens('bob')]);
    app = await graphqlApp(server, {
      options: world.options,
      providers: [Notes, NotesResolver, OpenResolver],
    });
  });

  afterAll(async () => {
    await app.app.close();
    await world.stop();
  });

  it('act as each caller, also for callers at the same time', async () => {
    const identities = await Promise.all(
      [alice, bob].map(async (tokens) => String((await as(tokens, '{ identity }')).data?.identity)),
    );
    expect(new Set(identities).size).toBe(2);
    const answers = await Promise.all(
      [alice, bob].flatMap((tokens, caller) =>
        identities.map(async (folder, owner) => {
          const { data, codes } = await as(
            tokens,
            `mutation { save(folder: "${folder}", text: "of ${caller}") }`,
          );
          return { isOwn: caller === owner, saved: data?.save !== null, code: codes.save };
        }),
      ),
    );
    expect(answers).toEqual(
      answers.map(({ isOwn }) => ({ isOwn, saved: isOwn, code: isOwn ? undefined : 'aws_access_denied' })),
    );
    const [own, others] = identities;
    const read = await as(alice, `{ a: note(folder: "${own}") b: note(folder: "${others}") }`);
    expect(read).toMatchObject({ data: { a: 'of 0', b: null }, codes: { b: 'aws_access_denied' } });
    expect(read.text).not.toContain('arn:aws');
  });

  it('are refused to callers without an ID token', async () => {
    const answer = await as({ accessToken: alice.accessToken }, '{ identity }');
    expect(answer.codes).toEqual({ identity: 'id_token_required' });
    expect((await graphql(app.url, '{ guest }')).codes).toHaveProperty('guest');
  });
});
