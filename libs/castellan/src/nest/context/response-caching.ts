import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ServerResponse } from 'node:http';
import { variesBy, varyWith } from '../../http/cache-headers.js';
import { rawResponse } from '../../http/http-exchange.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';

/**
 * Keeps answers made for one caller from being served to another by a cache on the way. Fastify has headers of its own
 * that replace those of Node, so they are set through Nest's adapter; what every answer gets takes the shorter way
 * where there is one.
 */
@Injectable()
export class ResponseCaching {
  readonly #varyBy: readonly string[];

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(CASTELLAN_OPTIONS) options: ResolvedCastellanOptions,
  ) {
    this.#varyBy = variesBy(options);
  }

  /** @param isPublic - Whether this is the answer that everybody without credentials gets. */
  protect(response: unknown, { isPublic }: { readonly isPublic: boolean }): void {
    const { httpAdapter } = this.host;
    if (!isPublic) {
      if (isOfNode(response)) response.setHeader('Cache-Control', 'no-store');
      else httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
      return;
    }
    httpAdapter.setHeader(response, 'Vary', varyWith(httpAdapter.getHeader(response, 'Vary'), this.#varyBy));
  }
}

/** Express's response is Node's, with more to it. */
function isOfNode(response: unknown): response is ServerResponse {
  return rawResponse(response as ServerResponse) === response;
}

/** For several fields that have one answer, parts of which may have been sent when the next is decided. */
export function protectShared(
  response: ServerResponse,
  { isPublic }: { readonly isPublic: boolean },
  varyBy: readonly string[],
): void {
  if (response.headersSent) return;
  if (!isPublic) {
    response.setHeader('Cache-Control', 'no-store');
    return;
  }
  response.setHeader('Vary', varyWith(response.getHeader('Vary'), varyBy));
}
