import {
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { Api } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { keysApp } from './keys-app.js';

describe.each(PLATFORMS)('a user who leaves a group, on %s', (platform) => {
  let world: World;
  let listening: ListeningApp;

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice', groups: ['admins'] }] });
    listening = await listeningApp(platform, keysApp(world.options));
  });

  afterAll(async () => {
    await listening.app.close();
    await world.stop();
  });

  it('gets the new credentials with the new token, and the old token gets none any more', async () => {
    const api = new Api(listening.url);
    const before = await world.tokens('alice');
    const otherDevice = await world.tokens('alice');
    const oldKey = (await api.get('/key', before)).text;
    expect((await api.get('/key', otherDevice)).text).toBe(oldKey);

    const cognito = new CognitoIdentityProviderClient({
      endpoint: world.sandbox.url,
      region: world.sandbox.region,
      credentials: world.sandbox.administrator,
    });
    await cognito.send(
      new AdminRemoveUserFromGroupCommand({
        UserPoolId: world.sandbox.userPools[0]!.userPoolId,
        Username: 'alice',
        GroupName: 'admins',
      }),
    );
    cognito.destroy();
    const after = await world.tokens('alice');
    const answer = await api.get('/key', after);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toBe(oldKey);

    for (const old of [before, otherDevice]) {
      const refused = await api.get('/key', old);
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
      expect(refused.json()).toMatchObject({ code: 'token_superseded' });
    }
    expect(world.sandbox.identityPoolCalls.count('GetCredentialsForIdentity')).toBe(2);
    expect(world.sandbox.identityPoolCalls.count('GetId')).toBe(1);
  });
});
