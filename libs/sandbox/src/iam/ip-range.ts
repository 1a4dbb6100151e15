import { BlockList, isIP } from 'node:net';

const PREFIX_BITS = { 4: 32, 6: 128 } as const;

/** An address or a range such as `203.0.113.0/24` or `2001:db8::/32`; `undefined` if it is neither. */
export function ipRange(text: string): BlockList | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const bits = prefix === undefined ? PREFIX_BITS[version as 4 | 6] : Number(prefix);
  if (bits > PREFIX_BITS[version as 4 | 6]) return undefined;
  const range = new BlockList();
  range.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return range;
}

export function ipRangeContains(range: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && range.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
