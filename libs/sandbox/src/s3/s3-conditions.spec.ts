import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PolicyStatement } from '../iam/policy-document.js';
import { AwsServer, BUCKET, REGION } from './aws-server.spec-helper.js';

const ALICE = 'eu-west-1:aaaaaaaa-0000-4000-8000-000000000001';

describe('conditions on a request', () => {
  const attempt = async (
    statements: readonly PolicyStatement[],
    act: (s3: S3Client, server: AwsServer) => Promise<unknown>,
  ): Promise<string> => {
    const server = await new AwsServer(statements).start();
    const s3 = new S3Client(server.s3Config(server.session(ALICE)));
    try {
      await act(s3, server);
      return 'allowed';
    } catch (error) {
      return (error as Error).name;
    } finally {
      s3.destroy();
      await server.stop();
    }
  };
  const allowIf = (Condition: NonNullable<PolicyStatement['Condition']>): PolicyStatement[] => [
    { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition },
  ];
  const put = (s3: S3Client): Promise<unknown> =>
    s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));

  it.each([
    ['the address it came from', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, 'allowed'],
    ['another address', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'AccessDenied'],
    ['plain HTTP', { Bool: { 'aws:SecureTransport': 'false' } }, 'allowed'],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, 'AccessDenied'],
    ['a time that is to come', { DateLessThan: { 'aws:CurrentTime': '2100-01-01T00:00:00Z' } }, 'allowed'],
    ['a time that is past', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, 'AccessDenied'],
    ['the epoch', { NumericGreaterThan: { 'aws:EpochTime': '1700000000' } }, 'allowed'],
    ['the user ID', { StringLike: { 'aws:userid': 'AROA*:CognitoIdentityCredentials' } }, 'allowed'],
    ['the Region', { StringEquals: { 'aws:RequestedRegion': REGION } }, 'allowed'],
    ['the role', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app/*' } }, 'allowed'],
    ['a prefix, when nothing is listed', { StringLike: { 's3:prefix': '*' } }, 'AccessDenied'],
  ])('sees %s', async (_, condition, expected) => {
    expect(await attempt(allowIf(condition), put)).toBe(expected);
  });

  it('sees the parameters of a list, as they were sent', async () => {
    const small = allowIf({
      NumericLessThanEquals: { 's3:max-keys': 10 },
      StringEquals: { 's3:delimiter': '/', 's3:prefix': ['', 'home/'] },
    });
    const list = (input: object) => (s3: S3Client) =>
      s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input }));
    const good = { MaxKeys: 10, Delimiter: '/', Prefix: 'home/' };
    expect(await attempt(small, list(good))).toBe('allowed');
    expect(await attempt(small, list({ ...good, MaxKeys: 11 }))).toBe('AccessDenied');
    expect(await attempt(small, list({ ...good, Delimiter: '-' }))).toBe('AccessDenied');
    expect(await attempt(small, list({ ...good, Prefix: 'home' }))).toBe('AccessDenied');
    expect(await attempt(small, list({ MaxKeys: 10, Delimiter: '/' }))).toBe('AccessDenied');
  });

  it('can end sessions that were issued before a moment', async () => {
    const before = new Date(Date.now() + 60_000).toISOString();
    const revoked: PolicyStatement[] = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
      },
    ];
    expect(await attempt(revoked, put)).toBe('AccessDenied');
    const later = async (_: S3Client, server: AwsServer): Promise<void> => {
      server.now += 120_000;
      const s3 = new S3Client(server.s3Config(server.session(ALICE)));
      await put(s3).finally(() => s3.destroy());
    };
    expect(await attempt(revoked, later)).toBe('allowed');
  });
});
