import { ConfigurationError } from '../errors/index.js';
import type { PolicyMapping } from '../policies/index.js';
import { describeValue } from '../policies/names.js';
import { type AnyClass, isClass } from '../policy-classes/class-methods.js';
import { policyMappings } from '../policy-classes/policy-mappings.js';
import type { ShadowClasses } from '../policy-classes/shadow-classes.js';

/** Policies of an application without Nest: an object of a `@Policies()` class, or one policy as a value. */
export type Policy = object | PolicyMapping;

/**
 * The policies in force. Those on trial go to `shadows`.
 *
 * @throws ConfigurationError for something that states no policies: it would not count.
 */
export function policyMappingsOf(policies: unknown, shadows: ShadowClasses): readonly PolicyMapping[] {
  if (!Array.isArray(policies)) {
    throw new ConfigurationError(
      `policies must be a list, such as [new ArticlePolicies()], found ${describeValue(policies)}.`,
    );
  }
  return (policies as readonly unknown[]).flatMap((policy, index) => {
    if (isMapping(policy)) return [policy];
    const type = typeOf(policy);
    const mappings = type === undefined ? [] : policyMappings(type, () => policy as object);
    if (type !== undefined && mappings.length > 0) return shadows.part(type, mappings);
    throw new ConfigurationError(
      `policies[${index}] is ${type === undefined ? describeValue(policy) : `an object of ${type.name}`}, which states ` +
        'no policies. Write an object of a class that is marked with @Policies(), such as new ArticlePolicies(), or a ' +
        'policy such as { source, appliesTo, build }.',
    );
  });
}

function isMapping(policy: unknown): policy is PolicyMapping {
  if (typeof policy !== 'object' || policy === null) return false;
  const { source, appliesTo, build } = policy as Partial<Record<keyof PolicyMapping, unknown>>;
  return typeof source === 'string' && typeof appliesTo === 'object' && typeof build === 'function';
}

function typeOf(policy: unknown): AnyClass | undefined {
  if (typeof policy !== 'object' || policy === null) return undefined;
  const { constructor } = policy as { readonly constructor?: unknown };
  return isClass(constructor) && (constructor as unknown) !== Object ? constructor : undefined;
}
