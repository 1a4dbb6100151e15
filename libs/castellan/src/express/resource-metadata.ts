import { ConfigurationError } from '../errors/index.js';
import type { CastellanParts } from '../setup/castellan-parts.js';
import { protectedResourceMetadata } from '../tokens/index.js';
import type { Middleware } from './exchange.js';

/**
 * Answers GET and HEAD of the metadata's own path, and lets every other request go on.
 *
 * @throws ConfigurationError without the option `resource`.
 */
export function serveResourceMetadata({ options, verifier }: CastellanParts): Middleware {
  const { protectedResource: resource } = options;
  if (resource === undefined) {
    throw new ConfigurationError(
      "castellan.resourceMetadata() needs the option resource: { identifier: 'https://api.example' }.",
    );
  }
  const issuers = verifier.userPools.map(({ issuer }) => issuer);
  const body = JSON.stringify(protectedResourceMetadata(resource, issuers));
  return (request, response, next) => {
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== resource.metadataPath || (request.method !== 'GET' && request.method !== 'HEAD')) {
      next();
      return;
    }
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(body);
  };
}
