import { randomBytes } from 'node:crypto';
import { awsConfiguration, EnvironmentError } from './environment.js';

const AWS = {
  USER_POOL_ID: 'eu-west-1_AbCdEfGhI',
  USER_POOL_CLIENT_IDS: 'web, reporting',
  IDENTITY_POOL_ID: 'eu-west-1:00000000-1111-2222-3333-444444444444',
  FILES_BUCKET: 'files',
};

describe('the environment', () => {
  it('names no AWS resources, so that the app brings a sandbox', () => {
    expect(awsConfiguration({})).toBeUndefined();
  });

  it('names all of them, or says which are missing', () => {
    const configuration = awsConfiguration(AWS);
    expect(configuration?.castellan.userPools).toMatchObject([{ clientIds: ['web', 'reporting'] }]);
    expect(configuration?.castellan.sessions).toBeUndefined();
    expect(configuration?.account).toMatchObject({ clientId: 'web' });
    expect(() => awsConfiguration({ ...AWS, FILES_BUCKET: ' ' })).toThrow(/Missing: FILES_BUCKET/);
  });

  it('lets browsers sign in where it has an origin and secrets, and says which of the two is missing', () => {
    const both = { APP_ORIGIN: 'https://app.example', SESSION_SECRETS: randomBytes(32).toString('base64') };
    const secret = { LOGIN_CLIENT_SECRET: 'secret-of-the-client' };
    const configuration = awsConfiguration({ ...AWS, ...both, ...secret });
    expect(configuration?.castellan.sessions).toBeDefined();
    expect(configuration?.account).toMatchObject({ clientSecret: 'secret-of-the-client' });
    const { APP_ORIGIN, SESSION_SECRETS } = both;
    for (const one of [{ APP_ORIGIN }, { SESSION_SECRETS }]) {
      expect(() => awsConfiguration({ ...AWS, ...one })).toThrow(EnvironmentError);
    }
    expect(() => awsConfiguration({ ...AWS, APP_ORIGIN })).toThrow(/Missing: SESSION_SECRETS/);
  });
});
