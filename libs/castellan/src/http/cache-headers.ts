import type { ServerResponse } from 'node:http';

/** For the answer that everybody without credentials gets: caches may keep it, apart from those with credentials. */
export function protectWithVary(response: ServerResponse): void {
  if (response.headersSent) return;
  if (response.getHeader('Cache-Control') === 'no-store') response.removeHeader('Cache-Control');
  const present = response.getHeader('Vary');
  const names = present === undefined ? [] : [present].flat().map(String);
  if (!names.some((name) => /\bauthorization\b/i.test(name))) {
    response.setHeader('Vary', [...names, 'Authorization'].join(', '));
  }
}
