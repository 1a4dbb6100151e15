import { TokenVerifier } from '../tokens/index.js';
import { testUserPool } from './test-user-pool.js';
import { TokenFactory } from './token-factory.js';

describe('the pool of a test', () => {
  const factory = new TokenFactory();
  const neverFetch = (): Promise<Response> => Promise.reject(new Error('A key set was fetched.'));
  const verifierOf = (...[options]: [Parameters<typeof testUserPool>[1]?]) =>
    new TokenVerifier({ userPools: [testUserPool(factory, options)], fetch: neverFetch });

  it('accepts the access tokens of the factory and fetches nothing', async () => {
    expect(await verifierOf().verify(factory.userAccess())).toMatchObject({ pool: factory.userPoolId });
    await expect(verifierOf().verify(factory.userId())).rejects.toMatchObject({
      code: 'token_use_not_allowed',
    });
    await expect(verifierOf().verify(factory.userAccess({ header: { kid: 'x' } }))).rejects.toMatchObject({
      code: 'token_key_unknown',
    });
  });

  it('has the name, the clients and the type of token that a test wants', async () => {
    const verifier = verifierOf({ name: 'staff', clientIds: ['desk'], tokenUse: 'id' });
    const token = factory.userId({ claims: { aud: 'desk' } });
    expect(await verifier.verify(token)).toMatchObject({ pool: 'staff', clientId: 'desk', tokenUse: 'id' });
    await expect(verifier.verify(factory.userId())).rejects.toMatchObject({
      code: 'token_client_not_allowed',
    });
  });

  it('has the keys of the moment it was made', async () => {
    const verifier = verifierOf();
    factory.rotateKey();
    await expect(verifier.verify(factory.userAccess())).rejects.toMatchObject({ code: 'token_key_unknown' });
    expect(await verifierOf().verify(factory.userAccess())).toMatchObject({ kind: 'user' });
  });
});
