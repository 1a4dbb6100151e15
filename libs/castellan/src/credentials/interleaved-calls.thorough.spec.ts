import { GetObjectCommand, S3, S3Client } from '@aws-sdk/client-s3';
import { AwsSetup } from './aws-setup.spec-helper.js';
import { callerClient } from './caller-client.js';
import { CallerContextStorage } from './caller-context.js';
import { IdTokens } from './id-tokens.spec-helper.js';

describe('2,000 interleaved calls of 50 callers', () => {
  const tokens = new IdTokens();
  const users = Array.from({ length: 50 }, (_, index) => `user-${index}`);
  let aws: AwsSetup;

  beforeEach(async () => {
    aws = await AwsSetup.start(tokens);
    aws.s3.latency = 5;
  });

  afterEach(() => aws.stop());

  const interleaved = (call: (sub: string, command: GetObjectCommand) => Promise<unknown>) =>
    Promise.all(
      Array.from({ length: 2000 }, (_, index) => {
        const sub = users[(index * 7) % users.length]!;
        return call(sub, new GetObjectCommand({ Bucket: 'files', Key: `${sub}/${index}` }));
      }),
    );

  it.each(['through clients of their own', 'through one singleton'])(
    'are signed each with the own key %s',
    async (way) => {
      const context = new CallerContextStorage();
      const singleton = callerClient(S3, { region: 'eu-west-1' }, context, aws.clients);
      await interleaved(async (sub, command) => {
        const identity = tokens.identity({ sub });
        const { Body } = await (way === 'through one singleton'
          ? context.run({ caller: identity.principal, identity: async () => identity }, () =>
              singleton.send(command),
            )
          : aws.clients.for(identity).get(S3Client).send(command));
        // A body that nobody reads would keep its connection.
        await Body?.transformToString();
      });

      expect(aws.s3.requests).toHaveLength(2000);
      expect(aws.s3.requests.map(({ accessKeyId }) => accessKeyId?.split('.')[1])).toEqual(
        aws.s3.requests.map(({ path }) => path.split('/')[2]),
      );
      expect(aws.pool.count('GetCredentialsForIdentity')).toBe(50);
      expect(aws.s3.connections).toBeLessThanOrEqual(200);
    },
  );
});
