import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ServerResponse } from 'node:http';

/**
 * Keeps answers made for one caller from being served to another by a cache on the way. The headers are set through
 * Nest's adapter, because Fastify has headers of its own that replace those of Node.
 */
@Injectable()
export class ResponseCaching {
  constructor(private readonly host: HttpAdapterHost) {}

  /** @param isPublic - Whether this is the answer that everybody without credentials gets. */
  protect(response: unknown, { isPublic }: { readonly isPublic: boolean }): void {
    const { httpAdapter } = this.host;
    if (!isPublic) {
      httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
      return;
    }
    const present: unknown = httpAdapter.getHeader(response, 'Vary');
    const names = present === undefined ? [] : [present].flat().map(String);
    httpAdapter.setHeader(response, 'Vary', [...names, 'Authorization'].join(', '));
  }
}

/** For several fields that have one answer, parts of which may have been sent when the next is decided. */
export function protectShared(response: ServerResponse, { isPublic }: { readonly isPublic: boolean }): void {
  if (response.headersSent) return;
  if (!isPublic) {
    response.setHeader('Cache-Control', 'no-store');
    return;
  }
  const present = response.getHeader('Vary');
  const names = present === undefined ? [] : [present].flat().map(String);
  if (!names.some((name) => /\bauthorization\b/i.test(name))) {
    response.setHeader('Vary', [...names, 'Authorization'].join(', '));
  }
}
