import { applyDecorators, Injectable } from '@nestjs/common';
import { policiesMark, type PoliciesOptions } from '../../policy-classes/policies-mark.js';

/**
 * Marks a provider whose methods turn groups, scopes and claims into rules. List it among the providers of the
 * module whose subjects it protects. It is a singleton and may have dependencies.
 *
 * @example
 * ```ts
 * import { ForEveryone, ForGroup, Policies, type Rules, type UserPrincipal } from 'castellan';
 *
 * @Policies()
 * export class ArticlePolicies {
 *   @ForEveryone()
 *   everyone({ can }: Rules) {
 *     can('read', 'Article', { published: true });
 *   }
 *
 *   @ForGroup('editors')
 *   editors({ can, cannot }: Rules, user: UserPrincipal) {
 *     can('update', 'Article', { authorId: user.sub });
 *     cannot('update', 'Article', { locked: true }).because('the article is locked');
 *   }
 * }
 * ```
 */
export function Policies(options: PoliciesOptions = {}): ClassDecorator {
  return applyDecorators(Injectable(), policiesMark(options));
}
