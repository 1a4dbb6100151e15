import { TokenVerifier } from 'castellan';
import { EXPRESS_VERSIONS, type ExpressVersion } from '../express/express-api.js';
import { startExpressTokenApi } from '../express/express-token-api.js';
import { KeyServer } from '../support/key-server.js';
import { PLATFORMS, type Platform } from '../support/nest-app.js';
import type { AskedApi } from './protected-api.js';
import { startTokenApi, type TokenApi, type TokenApiParts, userPool } from './token-api.js';

/** Every door of HTTP: Nest on its two frameworks, and Express alone. */
export const HTTP_DOORS = [...PLATFORMS, ...EXPRESS_VERSIONS];

/** Starts the same API behind any of them, with a clock of its own where `now` is given. */
export async function startHttpApi(
  door: Platform | ExpressVersion,
  parts: Pick<TokenApiParts, 'key' | 'now'> & {
    readonly options?: { readonly maxTokenLength?: number };
  } = {},
): Promise<TokenApi<AskedApi>> {
  if (door !== 'Express' && door !== 'Fastify') return startExpressTokenApi(door, parts);
  const { now } = parts;
  if (now === undefined) return startTokenApi(door, parts);
  // Nest has no option for the clock.
  const keyServer = await KeyServer.start();
  const userPools = [userPool(keyServer)];
  const verifier = new TokenVerifier({ userPools, ...parts.options, clock: () => now() * 1_000 });
  return startTokenApi(door, { ...parts, keyServer, options: { ...parts.options, userPools }, verifier });
}
