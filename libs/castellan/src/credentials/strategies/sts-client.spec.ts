import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UNLIMITED_CALLS } from '../limits/call-limits.js';
import { StsClient } from './sts-client.js';

const SESSION = {
  roleArn: 'arn:aws:iam::123456789012:role/caller',
  sessionName: 'alice',
  durationSeconds: 900,
  sessionPolicy: undefined,
};

describe('StsClient', () => {
  let silent: Server;
  let endpoint: string;

  beforeEach(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    jest.resetModules();
    jest.dontMock('@aws-sdk/client-sts');
    silent.closeAllConnections();
    silent.close();
  });

  const open = (): StsClient =>
    new StsClient({ region: 'eu-west-1', endpoint, timeoutMilliseconds: 150 }, UNLIMITED_CALLS);

  it('gives up where STS does not answer', async () => {
    const client = open();

    await expect(client.assumeRoleWithWebIdentity(SESSION, 'token', 'caller')).rejects.toMatchObject({
      code: 'credentials_timeout',
      httpStatus: 504,
    });
    client.destroy();
  });

  it('signs nothing where it was handed no credentials', async () => {
    const client = open();

    await expect(
      client.assumeRole({ ...SESSION, tags: {}, externalId: undefined }, 'caller'),
    ).rejects.toMatchObject({ code: 'credentials_unavailable', cause: { name: 'UnsignedCallsOnly' } });
    client.destroy();
  });

  it('is loaded once, and not at all after its end', async () => {
    const client = open();
    await client.open();
    await client.open();
    client.destroy();

    await expect(client.open()).rejects.toMatchObject({ code: 'credentials_unavailable' });
  });

  it('says what to install where the package is missing', async () => {
    jest.doMock('@aws-sdk/client-sts', () => {
      throw Object.assign(new Error("Cannot find module '@aws-sdk/client-sts'"), {
        code: 'MODULE_NOT_FOUND',
      });
    });

    await expect(open().open()).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringContaining('npm install @aws-sdk/client-sts') as string,
    });
  });
});
