import {
  CLIENT_ID,
  type TokenApi,
  type TokenApiParts,
  USER_POOL_ID,
  userPool,
} from '../conformance/token-api.js';
import { KeyServer } from '../support/key-server.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { ExpressApi, type ExpressApiParts, type ExpressVersion } from './express-api.js';

type Parts = Omit<ExpressApiParts, 'options'> &
  Pick<TokenApiParts, 'key' | 'now' | 'keyServer'> & {
    readonly options?: Partial<ExpressApiParts['options']>;
  };

/** As `startTokenApi`, for an application of Express without Nest. */
export async function startExpressTokenApi(
  version: ExpressVersion,
  { options = {}, key = newSigningKey('key-of-the-pool'), now, keyServer: given, ...parts }: Parts = {},
): Promise<TokenApi<ExpressApi>> {
  const keyServer = given ?? (await KeyServer.start());
  keyServer.publish(USER_POOL_ID, [key.jwk]);
  const api = await ExpressApi.start(version, {
    options: {
      userPools: [userPool(keyServer)],
      ...(now !== undefined && { clock: () => now() * 1_000 }),
      ...options,
    },
    ...parts,
  });
  const issuer = keyServer.issuer(USER_POOL_ID);
  const tokens = new TokenFactory({ key, issuer, clientId: CLIENT_ID, ...(now !== undefined && { now }) });
  const stop = async () => {
    await api.stop();
    await keyServer.stop();
  };
  return { api, keyServer, tokens, stop };
}
