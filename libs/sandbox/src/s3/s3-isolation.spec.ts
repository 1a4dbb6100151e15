import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Session } from '../sts/session.js';
import { ACCOUNT_ID, AwsServer, BUCKET, OWN_FOLDER, policyOf } from './aws-server.spec-helper.js';

const ALICE = 'eu-west-1:aaaaaaaa-0000-4000-8000-000000000001';
const BOB = 'eu-west-1:bbbbbbbb-0000-4000-8000-000000000002';
const CALLER = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/customer/CognitoIdentityCredentials`;

describe('what one user may do with what belongs to another', () => {
  const server = new AwsServer();
  const clients: S3Client[] = [];
  let alice: S3Client;
  let bob: S3Client;
  let administrator: S3Client;
  const client = (session?: Session): S3Client => {
    const made = new S3Client(server.s3Config(session));
    clients.push(made);
    return made;
  };
  const alices = { Bucket: BUCKET, Key: `private/${ALICE}/diary` };

  beforeAll(async () => {
    await server.start();
    alice = client(server.session(ALICE));
    bob = client(server.session(BOB));
    administrator = client();
    await alice.send(new PutObjectCommand({ ...alices, Body: 'dear diary' }));
  });
  afterAll(async () => {
    for (const each of clients) each.destroy();
    await server.stop();
  });

  it('refuses to read, write, delete or list another user’s folder', async () => {
    const refusal = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
    await expect(bob.send(new GetObjectCommand(alices))).rejects.toMatchObject(refusal);
    await expect(bob.send(new PutObjectCommand({ ...alices, Body: 'x' }))).rejects.toMatchObject(refusal);
    await expect(bob.send(new DeleteObjectCommand(alices))).rejects.toMatchObject(refusal);
    await expect(
      bob.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `private/${ALICE}/` })),
    ).rejects.toMatchObject(refusal);
    await expect(bob.send(new HeadObjectCommand(alices))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });

    const kept = await alice.send(new GetObjectCommand(alices));
    expect(await kept.Body?.transformToString()).toBe('dear diary');
  });

  it('refuses a large upload in a way that the client gets to see', async () => {
    const Body = Buffer.alloc(16 * 1024 * 1024);
    for (let round = 0; round < 3; round++) {
      await expect(bob.send(new PutObjectCommand({ ...alices, Body }))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    }
  });

  it('says why in the words of AWS', async () => {
    await expect(bob.send(new GetObjectCommand(alices))).rejects.toThrow(
      `User: ${CALLER} is not authorized to perform: s3:GetObject on resource: ` +
        `"arn:aws:s3:::${BUCKET}/private/${ALICE}/diary" because no identity-based policy allows the s3:GetObject action`,
    );
    await expect(bob.send(new ListBucketsCommand())).rejects.toThrow(
      `User: ${CALLER} is not authorized to perform: s3:ListAllMyBuckets ` +
        'because no identity-based policy allows the s3:ListAllMyBuckets action',
    );
  });

  it('lists the own folder, and nothing above it', async () => {
    const own = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `private/${ALICE}/` });
    const { Contents } = await alice.send(own);
    expect(Contents?.map(({ Key }) => Key)).toEqual([alices.Key]);

    for (const Prefix of [undefined, '', 'private/', `private/${ALICE}`, `private/${ALICE}x/`]) {
      const list = new ListObjectsV2Command({ Bucket: BUCKET, ...(Prefix === undefined ? {} : { Prefix }) });
      await expect(alice.send(list)).rejects.toMatchObject({ name: 'AccessDenied' });
    }
  });

  it('takes `..` for a name like any other', async () => {
    const roundabout = { Bucket: BUCKET, Key: `private/${BOB}/../${ALICE}/diary` };
    await bob.send(new PutObjectCommand({ ...roundabout, Body: 'by Bob' }));

    const direct = await alice.send(new GetObjectCommand(alices));
    expect(await direct.Body?.transformToString()).toBe('dear diary');
    const indirect = await bob.send(new GetObjectCommand(roundabout));
    expect(await indirect.Body?.transformToString()).toBe('by Bob');
    await expect(alice.send(new GetObjectCommand(roundabout))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('does not tell whether a key exists to a caller who may not list the bucket', async () => {
    const missing = { Bucket: BUCKET, Key: `private/${ALICE}/missing` };
    await expect(alice.send(new GetObjectCommand(missing))).rejects.toThrow(
      `is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${BUCKET}"`,
    );
    await expect(administrator.send(new GetObjectCommand(missing))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(administrator.send(new HeadObjectCommand(missing))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('keeps tenants apart by a principal tag, and denies a session without one', async () => {
    const shared = { Bucket: BUCKET, Key: 'tenants/acme/plan' };
    await administrator.send(new PutObjectCommand({ ...shared, Body: 'plan' }));
    const ofTenant = (tenant: string): S3Client =>
      client(server.session(ALICE, { conditionKeys: { 'aws:PrincipalTag/tenant': tenant } }));

    const got = await ofTenant('acme').send(new GetObjectCommand(shared));
    expect(await got.Body?.transformToString()).toBe('plan');
    for (const stranger of [ofTenant('globex'), ofTenant('*'), ofTenant('acm?'), ofTenant('ACME'), alice]) {
      await expect(stranger.send(new GetObjectCommand(shared))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    }
  });

  it('narrows a session by its own policies, and says so', async () => {
    const readOnly = policyOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
    const narrowed = client(server.session(ALICE, { sessionPolicies: [readOnly] }));

    const got = await narrowed.send(new GetObjectCommand(alices));
    expect(await got.Body?.transformToString()).toBe('dear diary');
    await expect(narrowed.send(new DeleteObjectCommand(alices))).rejects.toThrow(
      'because no session policy allows the s3:DeleteObject action',
    );
  });

  it('never widens a session by its own policies', async () => {
    const everything = policyOf({ Effect: 'Allow', Action: '*', Resource: '*' });
    const session = client(server.session(BOB, { sessionPolicies: [everything] }));
    await expect(session.send(new GetObjectCommand(alices))).rejects.toThrow(
      'no identity-based policy allows',
    );
  });

  it('lets an explicit deny of either policy win, and says which', async () => {
    const deny = policyOf(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' },
    );
    const bySession = client(server.session(ALICE, { sessionPolicies: [deny] }));
    await expect(bySession.send(new DeleteObjectCommand(alices))).rejects.toThrow(
      'with an explicit deny in a session policy',
    );

    const denying = new AwsServer([
      ...OWN_FOLDER,
      { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
    ]);
    await denying.start();
    const byRole = new S3Client(denying.s3Config(denying.session(ALICE)));
    await expect(byRole.send(new DeleteObjectCommand(alices))).rejects.toThrow(
      'with an explicit deny in an identity-based policy',
    );
    byRole.destroy();
    await denying.stop();
  });

  it('notes every request, the refused ones too', async () => {
    const session = server.session(BOB);
    server.s3.clearRequests();
    await expect(client(session).send(new GetObjectCommand(alices))).rejects.toThrow();
    await fetch(`${server.url}/s3/${BUCKET}/x`);

    expect(server.s3.requests).toEqual([
      {
        at: server.now,
        accessKeyId: session.accessKeyId,
        identityId: BOB,
        roleArn: session.roleArn,
        operation: 'GetObject',
        bucket: BUCKET,
        key: alices.Key,
        status: 403,
        errorCode: 'AccessDenied',
      },
      {
        at: server.now,
        operation: 'GetObject',
        bucket: BUCKET,
        key: 'x',
        status: 403,
        errorCode: 'AccessDenied',
      },
    ]);
  });
});
