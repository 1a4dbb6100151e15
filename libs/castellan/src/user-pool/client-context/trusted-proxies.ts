import proxyAddress from 'proxy-addr';
import { describeType, wrongOption } from '../../tokens/option-checks.js';

/** Whether an address is that of a proxy whose headers are believed. */
export type TrustProxy = (address: string, distance: number) => boolean;

/** @throws ConfigurationError unless every entry is an address, a range or a name of ranges */
export function readTrustedProxies(value: unknown, path: string): TrustProxy {
  const write = "a list of addresses, ranges such as '10.0.0.0/8', or 'loopback', 'linklocal', 'uniquelocal'";
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    throw wrongOption(path, describeType(value), write);
  }
  const tooWide = value.find((range: string) => /\/0+(?:\.|$)/.test(range));
  if (tooWide !== undefined) {
    throw wrongOption(path, `${tooWide}, which trusts everybody`, 'the addresses of your own proxies');
  }
  try {
    return proxyAddress.compile(value);
  } catch {
    throw wrongOption(path, JSON.stringify(value), write);
  }
}
