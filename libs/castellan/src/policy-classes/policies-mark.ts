import { ConfigurationError } from '../errors/index.js';
import type { AnyClass } from './class-methods.js';

/** On the class itself, where classes that extend it inherit it. */
const POLICIES = Symbol.for('castellan:policies');
const IN_FORCE = 'in force';

type Marked = object & { [POLICIES]?: typeof IN_FORCE | ShadowDeclaration };

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
  readonly insteadOf?: AnyClass | readonly AnyClass[];
}

/** What a class of policies on trial stands for. */
export interface ShadowDeclaration {
  /** The classes it would replace. */
  readonly insteadOf: readonly AnyClass[];
}

/** Marks a class as one of policies. @throws ConfigurationError if the options are not what they should be. */
export function policiesMark(options: PoliciesOptions): (type: object) => void {
  const value = parseShadow(options) ?? IN_FORCE;
  return (type) => {
    Object.defineProperty(type, POLICIES, { value, configurable: true });
  };
}

/** Whether a class, or one it extends, is marked. */
export function isPolicies(type: object): boolean {
  return (type as Marked)[POLICIES] !== undefined;
}

/** What a class of policies on trial stands for; `undefined` where its policies are in force. */
export function shadowOf(type: object): ShadowDeclaration | undefined {
  const marked = (type as Marked)[POLICIES];
  return marked === undefined || marked === IN_FORCE ? undefined : marked;
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
