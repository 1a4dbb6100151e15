const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a Host header names this machine itself. A page on the internet can have its own name resolve to
 * 127.0.0.1 and then read the sandbox as if it were its own server; the name it uses gives it away.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_NAMES.has(host.replace(/:\d*$/, '').toLowerCase());
}
