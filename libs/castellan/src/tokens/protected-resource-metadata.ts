import type { ProtectedResource } from './protected-resource.js';

/** The metadata of a protected resource (RFC 9728, section 2), as it is sent. */
export interface ProtectedResourceMetadata {
  /** The resource identifier, as it is configured. */
  readonly resource: string;
  /** The issuers of the user pools; left out where all pools are looked up at run time. */
  readonly authorization_servers?: readonly string[];
  /** Tokens are taken from the `Authorization` header only. */
  readonly bearer_methods_supported: readonly ['header'];
  /** The scopes that clients may want to ask for. */
  readonly scopes_supported?: readonly string[];
  /** The name of the API, for people. */
  readonly resource_name?: string;
  /** The address of a page for developers. */
  readonly resource_documentation?: string;
}

/**
 * Describes a protected resource to clients that do not know it: which authorization servers issue its tokens and how
 * to send them (RFC 9728). It is the same for everybody and holds nothing that the application did not write down.
 *
 * @param issuers The issuers of the user pools.
 *
 * @example
 * ```ts
 * import { protectedResourceMetadata, type TokenVerifier } from 'castellan/core';
 *
 * export function metadataOf({ resource, userPools }: TokenVerifier) {
 *   const issuers = userPools.map(({ issuer }) => issuer);
 *   return resource && protectedResourceMetadata(resource, issuers);
 * }
 * ```
 */
export function protectedResourceMetadata(
  { identifier, scopesSupported, name, documentation }: ProtectedResource,
  issuers: readonly string[],
): ProtectedResourceMetadata {
  return {
    resource: identifier,
    ...(issuers.length > 0 && { authorization_servers: issuers }),
    bearer_methods_supported: ['header'],
    ...(scopesSupported !== undefined && { scopes_supported: scopesSupported }),
    ...(name !== undefined && { resource_name: name }),
    ...(documentation !== undefined && { resource_documentation: documentation }),
  };
}
