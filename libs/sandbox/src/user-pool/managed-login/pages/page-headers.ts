/**
 * The headers of every page. No script runs, nothing is loaded, no other page may frame it, and it is not
 * kept for the back button.
 *
 * @param formTargets the origins that a form may end up at after its redirects.
 */
export const pageHeaders = (nonce: string, formTargets: readonly string[]): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    'img-src data:',
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  // With none at all, a browser would not say where a form comes from.
  'referrer-policy': 'same-origin',
});

/** What a Content Security Policy calls the place of an address: its origin or, of an app's own scheme, that. */
export function cspSource(url: string): string {
  const { protocol, origin } = new URL(url);
  return /^https?:$/.test(protocol) ? origin : protocol;
}
