import { MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { PolicySet } from '../../policies/index.js';
import { policyMappings } from './policy-mappings.js';

/** Options of {@link policiesOf}. */
export interface PoliciesOfOptions {
  /** The pool that groups belong to where nothing else is written. Default `default`. */
  readonly defaultPool?: string;
}

/**
 * The policies of objects whose classes are marked with `@Policies()`, without a Nest application around them: for
 * tests of the policies alone.
 *
 * @throws ConfigurationError if an object has no policies, or they do not fit together, as when an application starts.
 *
 * @example
 * ```ts
 * import { ForGroup, Policies, policiesOf, type Rules } from 'castellan';
 * import { policyTests } from 'castellan/testing';
 *
 * @Policies()
 * class ArticlePolicies {
 *   @ForGroup('editors')
 *   editors({ can }: Rules) {
 *     can('publish', 'Article');
 *   }
 * }
 *
 * const { expectPolicy, user } = policyTests(policiesOf([new ArticlePolicies()]));
 * expectPolicy(user({ groups: ['editors'] })).toAllow('publish', 'Article');
 * ```
 */
export function policiesOf(
  policies: readonly object[],
  { defaultPool = 'default' }: PoliciesOfOptions = {},
): PolicySet {
  const scanner = new MetadataScanner();
  const mappings = policies.map((instance) => {
    const found = policyMappings(scanner, instance.constructor, () => instance);
    if (found.length > 0) return found;
    throw new ConfigurationError(
      `${instance.constructor.name} has no policies. Pass objects of classes that are marked with @Policies().`,
    );
  });
  return new PolicySet(mappings.flat(), { defaultPool });
}
