import { undeclaredClaims } from '../../policies/index.js';
import { undeclaredClaim } from '../../tokens/declared-claims.js';
import { parameterUsesOf } from '../routes/parameter-uses.js';
import type { RoutedHandler } from './route-entries.js';

/**
 * Where handlers ask for claims that no token carries, in a requirement, however deep it stands in a composition, or by
 * `@Claim`. One sentence each.
 *
 * @param declaredClaims The option of that name; `undefined` where any claim may be asked for.
 */
export function claimsThatNobodyHas(
  handlers: readonly RoutedHandler[],
  declaredClaims: readonly string[] | undefined,
): readonly string[] {
  if (declaredClaims === undefined) return [];
  const sentences = handlers.flatMap(({ entry: { handler, outline }, entryPoint: { type, name } }) => {
    const required = outline === undefined ? [] : undeclaredClaims(outline, declaredClaims);
    const read = parameterUsesOf(type, name).flatMap((use) =>
      use.kind === 'claim' ? (undeclaredClaim(use.claim, declaredClaims) ?? []) : [],
    );
    return [
      ...required.map((wrong) => `${handler} asks for ${wrong}`),
      ...read.map((wrong) => `${handler} reads ${wrong}`),
    ];
  });
  return [...new Set(sentences)];
}
