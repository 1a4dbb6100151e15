import { ConfigurationError } from '../../errors/index.js';
import { PolicySet } from '../../policies/index.js';
import { describeValue } from '../../policies/names.js';
import { isClass } from '../routes/provider-class.js';
import { policyMappings } from '../../policy-classes/policy-mappings.js';

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
  if (!Array.isArray(policies)) {
    throw new ConfigurationError(
      `policiesOf(...) takes a list of objects, such as policiesOf([new ArticlePolicies()]), but it is ` +
        `${describeValue(policies)}.`,
    );
  }
  const mappings = (policies as readonly unknown[]).map((instance) => {
    requirePoliciesObject(instance);
    const type: unknown = instance.constructor;
    const found = isClass(type) ? policyMappings(type, () => instance) : [];
    if (found.length > 0) return found;
    throw new ConfigurationError(
      `${instance.constructor.name} has no policies. Pass objects of classes that are marked with @Policies().`,
    );
  });
  return new PolicySet(mappings.flat(), { defaultPool });
}

function requirePoliciesObject(instance: unknown): asserts instance is object {
  if (typeof instance === 'object' && instance !== null && typeof instance.constructor === 'function') return;
  const found =
    typeof instance === 'function' ? `the class ${instance.name} itself` : describeValue(instance);
  throw new ConfigurationError(
    `policiesOf(...) takes objects of classes that are marked with @Policies(), such as new ArticlePolicies(), but ` +
      `one is ${found}.`,
  );
}
