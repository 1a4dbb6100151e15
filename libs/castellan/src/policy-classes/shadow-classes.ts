import { ConfigurationError } from '../errors/index.js';
import type { PolicyMapping, PolicySet } from '../policies/index.js';
import type { AnyClass } from './class-methods.js';
import { shadowAncestorOf, shadowOf } from './policies-mark.js';

/** A class of policies that is on trial. */
interface ShadowClass {
  readonly name: string;
  readonly insteadOf: readonly object[];
  readonly mappings: readonly PolicyMapping[];
}

/**
 * Keeps the policies on trial apart from those in force, and makes of both the set that decides beside: all policies in
 * force, without the classes that are replaced, and those on trial.
 */
export class ShadowClasses {
  readonly #live = new Map<object, readonly PolicyMapping[]>();
  readonly #shadows: ShadowClass[] = [];
  #known: { readonly live: PolicySet; readonly shadow: PolicySet | undefined } | undefined;

  /**
   * Takes the policies of a class. Gives those back that are in force.
   *
   * @throws ConfigurationError if a class in force extends one on trial, whose rules would be in force with it.
   */
  part(type: AnyClass, mappings: readonly PolicyMapping[]): readonly PolicyMapping[] {
    const shadow = shadowOf(type);
    if (shadow === undefined) {
      requireNoShadowAncestor(type);
      this.#live.set(type, [...(this.#live.get(type) ?? []), ...mappings]);
      return mappings;
    }
    this.#shadows.push({ name: type.name, insteadOf: shadow.insteadOf, mappings });
    return [];
  }

  /**
   * @param live What is in force at the start.
   * @throws ConfigurationError if a class on trial replaces one that is not in force, or does not fit to those that are.
   */
  check(live: PolicySet): void {
    for (const { name, insteadOf } of this.#shadows) {
      const unknown = insteadOf.find((type) => !this.#live.has(type));
      if (unknown === undefined) continue;
      throw new ConfigurationError(
        `${name} is on trial instead of ${(unknown as { name: string }).name}, which is not among the policies in ` +
          'force. Add that to the providers of a module, or correct insteadOf.',
      );
    }
    this.beside(live);
  }

  /**
   * The set that decides beside one in force; `undefined` where nothing is on trial.
   *
   * @throws ConfigurationError if the policies do not fit together: once for each set in force, then `undefined`.
   */
  beside(live: PolicySet): PolicySet | undefined {
    if (this.#shadows.length === 0) return undefined;
    if (this.#known?.live === live) return this.#known.shadow;
    this.#known = { live, shadow: undefined };
    const shadow = this.#replace(live);
    this.#known = { live, shadow };
    return shadow;
  }

  #replace(live: PolicySet): PolicySet {
    const replaced = new Set(
      this.#shadows.flatMap(({ insteadOf }) => insteadOf.flatMap((type) => this.#live.get(type) ?? [])),
    );
    try {
      return live.replacing(
        replaced,
        this.#shadows.flatMap(({ mappings }) => mappings),
      );
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw new ConfigurationError(
        `The policies on trial (${this.#shadows.map(({ name }) => name).join(', ')}) do not fit to those in force: ` +
          `${error.message} insteadOf takes all policies of a class away: repeat those that stay, or let the class ` +
          'on trial extend the one it replaces.',
        { cause: error },
      );
    }
  }
}

function requireNoShadowAncestor(type: AnyClass): void {
  const ancestor = shadowAncestorOf(type);
  if (ancestor === undefined) return;
  throw new ConfigurationError(
    `${type.name} is in force and extends ${ancestor.name}, which is on trial: the rules on trial would be in force with ` +
      `it. Mark ${type.name} with @Policies({ shadow: true }) too, or move what both share to a class without @Policies().`,
  );
}
