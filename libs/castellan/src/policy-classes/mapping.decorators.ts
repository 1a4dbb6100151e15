import { ConfigurationError } from '../errors/index.js';
import type { ClaimValue, GroupCondition, MappingCondition } from '../policies/index.js';
import type { Principal } from '../tokens/index.js';

/** Kept on the class itself and not by `reflect-metadata`, which only applications of Nest have. */
const MAPPINGS = Symbol.for('castellan:policy-mappings');

type WithMappings = object & { [MAPPINGS]?: ReadonlyMap<string | symbol, readonly MappingCondition[]> };

/** Options of {@link ForGroup}. */
export type ForGroupOptions = Pick<GroupCondition, 'includes' | 'pool'>;

/**
 * Rules for every caller, anonymous ones included.
 *
 * @example
 * ```ts
 * import { ForEveryone, Policies, type Rules } from 'castellan';
 *
 * @Policies()
 * export class ArticlePolicies {
 *   @ForEveryone()
 *   guests({ can }: Rules) {
 *     can('read', 'Article', { published: true });
 *   }
 * }
 * ```
 */
export function ForEveryone(): MethodDecorator {
  return mapping('ForEveryone', { kind: 'everyone' });
}

/**
 * Rules for every caller with a verified token, user or program.
 *
 * @example
 * ```ts
 * import { ForAuthenticated, Policies, type Rules } from 'castellan';
 *
 * @Policies()
 * export class ArticlePolicies {
 *   @ForAuthenticated()
 *   readers({ can }: Rules) {
 *     can('read', 'Article');
 *   }
 * }
 * ```
 */
export function ForAuthenticated(): MethodDecorator {
  return mapping('ForAuthenticated', { kind: 'authenticated' });
}

/**
 * Rules for programs: callers with client credentials, whose token stands for no user.
 *
 * @example
 * ```ts
 * import { ForMachine, Policies, type Rules } from 'castellan';
 *
 * @Policies()
 * export class ArticlePolicies {
 *   @ForMachine()
 *   programs({ can }: Rules) {
 *     can('create', 'Article');
 *   }
 * }
 * ```
 */
export function ForMachine(): MethodDecorator {
  return mapping('ForMachine', { kind: 'machine' });
}

/**
 * Rules for every verified caller of one user pool, user or program.
 *
 * @param pool - The name of the pool in the options of the module. An application that names a pool it does not have
 * does not start.
 * @throws ConfigurationError at decoration time if the name is empty.
 *
 * @example
 * ```ts
 * import { ForMachine, ForPool, Policies, type Principal, type Rules } from 'castellan';
 *
 * @Policies()
 * export class TicketPolicies {
 *   @ForPool('staff')
 *   staff({ can }: Rules, caller: Principal) {
 *     can('answer', 'Ticket', { assignee: caller.sub });
 *   }
 *
 *   @ForMachine()
 *   programs({ cannot }: Rules) {
 *     cannot('delete', 'Ticket').because('programs only add');
 *   }
 * }
 * ```
 */
export function ForPool(pool: string): MethodDecorator {
  if (typeof pool !== 'string' || pool.trim() === '') {
    throw new ConfigurationError(`@ForPool needs the name of a user pool, such as @ForPool('staff').`);
  }
  return mapping('ForPool', { kind: 'pool', pool });
}

/**
 * Rules for the members of a group. Names are case-sensitive. A group belongs to a user pool: to the first
 * configured one, unless `pool` names another.
 *
 * @param group - The name of the group.
 * @param options - `includes`: groups whose rules the members get as well.
 *
 * @example
 * ```ts
 * import { ForGroup, Policies, type Rules } from 'castellan';
 *
 * @Policies()
 * export class ArticlePolicies {
 *   @ForGroup('editors')
 *   editors({ can }: Rules) {
 *     can('update', 'Article');
 *   }
 *
 *   @ForGroup('admins', { includes: ['editors'] })
 *   admins({ can }: Rules) {
 *     can('manage', 'Article');
 *   }
 * }
 * ```
 */
export function ForGroup(group: string, options: ForGroupOptions = {}): MethodDecorator {
  return mapping('ForGroup', { kind: 'group', group, ...options });
}

/**
 * Rules for callers whose token has a scope, such as `articles/import`.
 *
 * @example
 * ```ts
 * import { ForScope, Policies, type Rules } from 'castellan';
 *
 * @Policies()
 * export class ArticlePolicies {
 *   @ForScope('articles/import')
 *   importer({ can }: Rules) {
 *     can('create', 'Article');
 *   }
 * }
 * ```
 */
export function ForScope(scope: string): MethodDecorator {
  return mapping('ForScope', { kind: 'scope', scope });
}

/**
 * Rules for callers whose token has a claim with this value, one of these values, or a value that a synchronous
 * function accepts by returning `true`. Nothing is coerced: Cognito's custom attributes are strings.
 *
 * @example
 * ```ts
 * import { ForClaim, Policies, type Rules } from 'castellan';
 *
 * @Policies()
 * export class ArticlePolicies {
 *   @ForClaim('custom:tier', ['gold', 'platinum'])
 *   gold({ can }: Rules) {
 *     can('export', 'Article');
 *   }
 * }
 * ```
 */
export function ForClaim(
  claim: string,
  value: ClaimValue | readonly ClaimValue[] | ((value: unknown, principal: Principal) => boolean),
): MethodDecorator {
  return mapping('ForClaim', { kind: 'claim', claim, value });
}

/** Whom the method of a name in this very prototype applies to, one entry for each decorator on it. */
export function mappingsOf(prototype: object, name: string | symbol): readonly MappingCondition[] {
  return ownMappings(prototype).get(name) ?? [];
}

/**
 * A method is known by its prototype and its name and not by its function: other decorators put their own function in
 * its place, and what is written on the old one would be lost in silence.
 */
function mapping(name: string, condition: MappingCondition): MethodDecorator {
  return (target, property, descriptor) => {
    if (typeof target === 'function' || typeof descriptor.value !== 'function') {
      throw new ConfigurationError(
        `@${name} stands on "${String(property)}", which is not a method of an object. Put it on a method that is not static.`,
      );
    }
    const conditions = [...mappingsOf(target, property), condition];
    const value = new Map([...ownMappings(target), [property, conditions]]);
    Object.defineProperty(target, MAPPINGS, { value, configurable: true });
  };
}

function ownMappings(prototype: object): NonNullable<WithMappings[typeof MAPPINGS]> {
  return Object.hasOwn(prototype, MAPPINGS) ? ((prototype as WithMappings)[MAPPINGS] ?? NONE) : NONE;
}

const NONE: NonNullable<WithMappings[typeof MAPPINGS]> = new Map();
