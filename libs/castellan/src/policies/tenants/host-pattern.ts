import { ConfigurationError } from '../../errors/index.js';
import { describeValue } from '../names.js';

/** Reads the tenant out of the host of a request; `undefined` where the host is another one. */
export type HostPattern = (host: string) => string | undefined;

const TENANT = '{tenant}';
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** A name of at most 253 characters and a port. Folding other letters to lower case can make ASCII of them. */
const HOST = /^[\x21-\x7e]{1,260}$/;

/**
 * Compiles a pattern such as `{tenant}.example.com`. The placeholder stands for exactly one whole label, so that
 * `acme.evil.example.com` and `acme-example.com` are not taken for it. Host names have no case (RFC 9110, section
 * 4.2.3): they are compared in lower case. A port is ignored.
 *
 * @throws ConfigurationError unless it is such a pattern.
 */
export function parseHostPattern(what: string, pattern: unknown): HostPattern {
  const labels = typeof pattern === 'string' ? pattern.split('.') : [];
  const isPattern =
    labels.length > 1 &&
    labels.filter((label) => label === TENANT).length === 1 &&
    labels.every((label) => label === TENANT || LABEL.test(label));
  if (!isPattern) {
    throw new ConfigurationError(
      `${what} must be a host name in lower case with {tenant} as one of its labels, such as ` +
        `'{tenant}.example.com', but it is ${typeof pattern === 'string' ? JSON.stringify(pattern) : describeValue(pattern)}.`,
    );
  }
  return (host) => tenantOf(host, labels);
}

function tenantOf(host: string, expected: readonly string[]): string | undefined {
  if (!HOST.test(host)) return undefined;
  const labels = host
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .split('.');
  if (labels.length !== expected.length) return undefined;
  let tenant: string | undefined;
  for (const [index, label] of labels.entries()) {
    if (expected[index] === TENANT) tenant = LABEL.test(label) ? label : undefined;
    else if (expected[index] !== label) return undefined;
  }
  return tenant;
}
