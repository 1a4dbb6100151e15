import { type GlobToken, globMatches } from './glob.js';

const PARTS = 6;

/**
 * Compares ARNs part by part, so that a wildcard never reaches across the colons between partition, service, Region,
 * account and resource. The resource itself may contain colons.
 */
export function arnMatches(pattern: readonly GlobToken[], arn: string): boolean {
  const patterns = splitPattern(pattern);
  const parts = splitArn(arn);
  if (patterns.length !== PARTS || parts.length !== PARTS) return false;
  return patterns.every((partPattern, index) => globMatches(partPattern, parts[index] ?? ''));
}

function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, PARTS - 1), ...(parts.length < PARTS ? [] : [parts.slice(PARTS - 1).join(':')])];
}

function splitPattern(pattern: readonly GlobToken[]): GlobToken[][] {
  const parts: GlobToken[][] = [[]];
  for (const token of pattern) {
    if (token === ':' && parts.length < PARTS) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
