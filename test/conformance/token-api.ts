import type { UserPoolOptions } from 'castellan';
import { KeyServer } from '../support/key-server.js';
import type { Platform } from '../support/nest-app.js';
import { newSigningKey, type SigningKey, TokenFactory } from '../support/token-factory.js';
import { ProtectedApi, type ProtectedApiParts } from './protected-api.js';

export const USER_POOL_ID = 'eu-west-1_Conformance';
export const CLIENT_ID = 'client_of_the_tests';

/** A protected API with one user pool, whose keys are published by a server and whose tokens can be made. */
export interface TokenApi<Api = ProtectedApi> {
  readonly api: Api;
  readonly keyServer: KeyServer;
  readonly tokens: TokenFactory;
  stop(): Promise<void>;
}

export interface TokenApiParts extends Omit<ProtectedApiParts, 'options'> {
  readonly options?: Partial<ProtectedApiParts['options']>;
  readonly key?: SigningKey;
  readonly now?: () => number;
  /** In place of a server of its own. */
  readonly keyServer?: KeyServer;
}

export async function startTokenApi(
  platform: Platform,
  {
    options = {},
    key = newSigningKey('key-of-the-pool'),
    now,
    keyServer: given,
    ...parts
  }: TokenApiParts = {},
): Promise<TokenApi> {
  const keyServer = given ?? (await KeyServer.start());
  keyServer.publish(USER_POOL_ID, [key.jwk]);
  const api = await ProtectedApi.start(platform, {
    options: { userPools: [userPool(keyServer)], ...options },
    ...parts,
  }).catch(async (error: unknown) => {
    await keyServer.stop();
    throw error;
  });
  const tokens = new TokenFactory({
    key,
    issuer: keyServer.issuer(USER_POOL_ID),
    clientId: CLIENT_ID,
    ...(now !== undefined && { now }),
  });
  const stop = async () => {
    await api.stop();
    await keyServer.stop();
  };
  return { api, keyServer, tokens, stop };
}

/** A user pool as the options of Castellan describe it. */
export function userPool(
  keyServer: KeyServer,
  overrides: Partial<UserPoolOptions> & { readonly issuer?: string } = {},
): UserPoolOptions & { readonly issuer: string } {
  const userPoolId = overrides.userPoolId ?? USER_POOL_ID;
  return {
    userPoolId,
    issuer: keyServer.issuer(userPoolId),
    clientIds: [CLIENT_ID],
    tokenUse: 'access',
    ...overrides,
  };
}
