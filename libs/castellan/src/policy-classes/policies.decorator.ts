import { policiesMark, type PoliciesOptions } from './policies-mark.js';

/**
 * Marks a class whose methods turn groups, scopes and claims into rules. Give an object of it to `createCastellan` as
 * one of its `policies`. A class that is marked with the `Policies` of `castellan`, for Nest, counts as well.
 *
 * It is a decorator of TypeScript's `experimentalDecorators`. Without decorators write policies as values.
 *
 * @throws ConfigurationError at decoration time for an unknown or wrong option.
 *
 * @example
 * ```ts
 * import { createCastellan, ForEveryone, ForGroup, Policies, type Rules, type UserPrincipal } from 'castellan/express';
 *
 * @Policies()
 * class ArticlePolicies {
 *   @ForEveryone()
 *   everyone({ can }: Rules) {
 *     can('read', 'Article', { published: true });
 *   }
 *
 *   @ForGroup('editors')
 *   editors({ can }: Rules, user: UserPrincipal) {
 *     can('update', 'Article', { authorId: user.sub });
 *   }
 * }
 *
 * export const castellan = createCastellan({
 *   userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 *   policies: [new ArticlePolicies()],
 * });
 * ```
 */
export function Policies(options: PoliciesOptions = {}): ClassDecorator {
  return policiesMark(options);
}
