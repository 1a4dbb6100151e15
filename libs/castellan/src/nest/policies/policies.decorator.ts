import { applyDecorators, Injectable, type Type } from '@nestjs/common';
import { ConfigurationError } from '../../errors/index.js';

const POLICIES = 'castellan:policies';
const IN_FORCE = 'in force';

/** What `@Policies` takes. */
export interface PoliciesOptions {
  /**
   * Puts the policies on trial: they decide beside those in force, and where the two differ the option `decisionLog`
   * records it. Callers notice nothing. Default false.
   */
  readonly shadow?: boolean;
  /**
   * The classes that policies on trial would replace. All others in force count for the trial as well. Default: none,
   * so that the policies on trial come on top of those in force.
   */
  readonly insteadOf?: Type | readonly Type[];
}

/** What a class of policies on trial stands for. */
export interface ShadowDeclaration {
  /** The classes it would replace. */
  readonly insteadOf: readonly Type[];
}

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
  const shadow = parseShadow(options);
  return applyDecorators(Injectable(), (target: object) =>
    Reflect.defineMetadata(POLICIES, shadow ?? IN_FORCE, target),
  );
}

/** Whether a class, or one it extends, is marked. */
export function isPolicies(type: object): boolean {
  return Reflect.getMetadata(POLICIES, type) !== undefined;
}

/** What a class of policies on trial stands for; `undefined` where its policies are in force. */
export function shadowOf(type: object): ShadowDeclaration | undefined {
  const marked: unknown = Reflect.getMetadata(POLICIES, type);
  return marked === undefined || marked === IN_FORCE ? undefined : (marked as ShadowDeclaration);
}

/** The class of policies on trial that a class extends; `undefined` where there is none. */
export function shadowAncestorOf(type: object): { readonly name: string } | undefined {
  for (
    let parent: unknown = Object.getPrototypeOf(type);
    typeof parent === 'function';
    parent = Object.getPrototypeOf(parent)
  ) {
    if (shadowOf(parent) !== undefined) return parent;
  }
  return undefined;
}

const OPTION_NAMES: readonly string[] = ['shadow', 'insteadOf'];

function parseShadow(options: PoliciesOptions): ShadowDeclaration | undefined {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`@Policies({ ${unknown} }) is not known. Use shadow and insteadOf.`);
  }
  const { shadow = false, insteadOf = [] } = options;
  if (typeof shadow !== 'boolean') {
    throw new ConfigurationError('@Policies({ shadow }) must be true or false.');
  }
  const replaced = [insteadOf].flat();
  // A circular import makes a class undefined.
  if (
    ('insteadOf' in options && replaced.length === 0) ||
    replaced.some((type) => typeof type !== 'function')
  ) {
    throw new ConfigurationError(
      '@Policies({ insteadOf }) must be a class of policies, or a list of them. If it is one, look for a circular ' +
        'import.',
    );
  }
  if (shadow) return { insteadOf: replaced };
  if (replaced.length === 0) return undefined;
  throw new ConfigurationError(
    '@Policies({ insteadOf }) is for policies on trial: add shadow: true. To put these policies in force, remove the ' +
      'others from the providers.',
  );
}
