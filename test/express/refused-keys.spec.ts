import { BAD_KEYS, GOOD_KEY } from '../conformance/bad-keys.js';
import { expectGranted, expectInvalidToken } from '../conformance/expect-answer.js';
import { CLIENT_ID, userPool } from '../conformance/token-api.js';
import { KeyServer } from '../support/key-server.js';
import { TokenFactory } from '../support/token-factory.js';
import { EXPRESS_VERSIONS, ExpressApi } from './express-api.js';

describe.each(EXPRESS_VERSIONS)('keys that must not be used on %s', (version) => {
  let keyServer: KeyServer;
  let api: ExpressApi;

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    for (const { userPoolId, keys } of BAD_KEYS) keyServer.publish(userPoolId, [...keys, GOOD_KEY.jwk]);
    api = await ExpressApi.start(version, {
      options: { userPools: BAD_KEYS.map(({ userPoolId }) => userPool(keyServer, { userPoolId })) },
    });
  });

  afterAll(async () => {
    await api.stop();
    await keyServer.stop();
  });

  it.each(BAD_KEYS)('S30 refuses a key with $given, and uses the others of its set', async (bad) => {
    const issuer = keyServer.issuer(bad.userPoolId);
    const tokens = new TokenFactory({ key: GOOD_KEY, issuer, clientId: CLIENT_ID });
    const forged = tokens.sign(tokens.accessClaims(), { alg: 'RS256', kid: 'bad' }, bad.signer);
    expectInvalidToken(await api.get(forged, '/me'), 'token_key_unknown');
    expectGranted(await api.get(tokens.access(), '/me'));
    expect(api.log.join('\n')).toContain(bad.reason);
  });
});
