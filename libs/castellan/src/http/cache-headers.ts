import type { ServerResponse } from 'node:http';

/** The headers of a request that say who is calling. */
export function variesBy({ sessions }: { readonly sessions?: unknown }): readonly string[] {
  return sessions === undefined ? ['Authorization'] : ['Authorization', 'Cookie'];
}

/** The value of `Vary` that names these headers besides what it names already. */
export function varyWith(present: unknown, headers: readonly string[]): string {
  const names = present === undefined ? [] : [present].flat().map(String);
  const known = new Set(names.flatMap((name) => name.split(',')).map((name) => name.trim().toLowerCase()));
  return [...names, ...headers.filter((header) => !known.has(header.toLowerCase()))].join(', ');
}

/** For the answer that everybody without credentials gets: caches may keep it, apart from those with credentials. */
export function protectWithVary(response: ServerResponse, headers: readonly string[]): void {
  if (response.headersSent) return;
  if (response.getHeader('Cache-Control') === 'no-store') response.removeHeader('Cache-Control');
  response.setHeader('Vary', varyWith(response.getHeader('Vary'), headers));
}
