import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { protectedResourceMetadata, TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';

/**
 * Serves the metadata of the protected resource (RFC 9728, section 3) to everybody.
 *
 * It is a route of the HTTP server itself and not of a controller: its address is fixed by the identifier of the
 * resource, so no global prefix and no version may become part of it, and no guard stands in front of it.
 */
@Injectable()
export class ResourceMetadataRoute {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly verifier: TokenVerifier,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  /** Has to come before the routes of controllers, one of which may match everything. */
  register(): void {
    const { protectedResource: resource } = this.options;
    if (resource === undefined) return;
    const { httpAdapter } = this.host;
    const metadata = protectedResourceMetadata(
      resource,
      this.verifier.userPools.map(({ issuer }) => issuer),
    );
    httpAdapter.get(resource.metadataPath, (_request: unknown, response: unknown) => {
      httpAdapter.reply(response, metadata, 200);
    });
  }
}
