import { EXPRESS_VERSIONS, type ExpressVersion } from '../express/express-api.js';
import { startExpressTokenApi } from '../express/express-token-api.js';
import { PLATFORMS, type Platform } from '../support/nest-app.js';
import type { AskedApi } from './protected-api.js';
import { startTokenApi, type TokenApi, type TokenApiParts } from './token-api.js';

/** Every door of HTTP: Nest on its two frameworks, and Express alone. */
export const HTTP_DOORS = [...PLATFORMS, ...EXPRESS_VERSIONS];

/** Starts the same API behind any of them. */
export function startHttpApi(
  door: Platform | ExpressVersion,
  parts: Pick<TokenApiParts, 'key'> & { readonly options?: { readonly maxTokenLength?: number } } = {},
): Promise<TokenApi<AskedApi>> {
  return door === 'Express' || door === 'Fastify'
    ? startTokenApi(door, parts)
    : startExpressTokenApi(door, parts);
}
