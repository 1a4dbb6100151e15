import type { CallerAbility, DecisionContext, PolicySet, SubjectReference } from '../policies/index.js';
import { isThenable } from '../policies/thenable.js';

/** A context that remembers what was asked of it. */
export class WatchedContext {
  /** To be given to the requirement in place of the original. */
  readonly context: DecisionContext;
  readonly #original: DecisionContext;
  readonly #loaded = new Map<SubjectReference, unknown>();
  #policiesAsked = false;
  #fields: readonly string[] | undefined;

  constructor(original: DecisionContext) {
    const ask = (): CallerAbility => {
      this.#policiesAsked = true;
      return original.ability;
    };
    this.#original = original;
    this.context = {
      ...original,
      get ability() {
        return ask();
      },
      loadSubject: (reference) => this.#load(reference),
      fieldsChecked: (fields) => {
        this.#fields = fields;
        original.fieldsChecked?.(fields);
      },
    };
  }

  /** Whether anything depended on the policies. */
  get policiesAsked(): boolean {
    return this.#policiesAsked;
  }

  /** The fields of the body that were asked about; `undefined` where none were. */
  get fields(): readonly string[] | undefined {
    return this.#fields;
  }

  /** The instance that was loaded; `undefined` where there is none, or more than one. */
  get instance(): unknown {
    const [instance, ...others] = this.#loaded.values();
    return others.length === 0 ? instance : undefined;
  }

  /**
   * The context for policies on trial. What was loaded is not loaded again, and the request is told nothing.
   *
   * @param load For what was not loaded. Default: what the request loads by.
   */
  forTrial(
    policies: PolicySet,
    timeoutMilliseconds: number,
    load: ((reference: SubjectReference) => unknown) | undefined,
  ): DecisionContext {
    const original = this.#original;
    return {
      ...original,
      ability: policies.abilityFor(original.caller),
      timeoutMilliseconds,
      loadSubject: (reference) => {
        if (this.#loaded.has(reference)) return this.#loaded.get(reference);
        return load === undefined ? original.loadSubject(reference) : load(reference);
      },
      tenantVerified: () => undefined,
      fieldsChecked: () => undefined,
    };
  }

  #load(reference: SubjectReference): unknown {
    const loading = this.#original.loadSubject(reference);
    if (!isThenable(loading)) {
      this.#loaded.set(reference, loading);
      return loading;
    }
    return Promise.resolve(loading).then((instance) => {
      this.#loaded.set(reference, instance);
      return instance;
    });
  }
}
