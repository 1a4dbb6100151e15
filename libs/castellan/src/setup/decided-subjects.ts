import { AccessDeniedError, ConfigurationError } from '../errors/index.js';

/** What a loader loads. */
export type Loaded<Loader extends (...parameters: never[]) => unknown> = NonNullable<
  Awaited<ReturnType<Loader>>
>;

/** What one decision was about: the instances that were loaded for it, and the tenants that were verified. */
export class DecidedSubjects {
  readonly #instances = new Map<unknown, unknown>();
  readonly #tenants = new Set<string>();

  /** @throws ConfigurationError unless exactly one instance was loaded. */
  get single(): unknown {
    const [instance, ...others] = this.#instances.values();
    if (this.#instances.size > 0 && others.length === 0) return instance;
    throw new ConfigurationError(
      `subject needs exactly one loaded instance and the last requirement loaded ${this.#instances.size}. Write ` +
        'can(action, type, loader) in front of the handler, or name the loader: loaded(loader).',
    );
  }

  /** @throws ConfigurationError if the loader was not used. */
  loadedBy<Loader extends (...parameters: never[]) => unknown>(loader: Loader): Loaded<Loader> {
    if (this.#instances.has(loader)) return this.#instances.get(loader) as Loaded<Loader>;
    throw new ConfigurationError(
      'loaded(loader) names a loader that the last requirement did not use. Write can(action, type, loader) in front ' +
        'of the handler.',
    );
  }

  /** @throws AccessDeniedError unless exactly one tenant was verified. */
  get tenant(): string {
    const [tenant, ...others] = this.#tenants;
    if (tenant !== undefined && others.length === 0) return tenant;
    throw new AccessDeniedError(
      'The handler asks for the tenant and not exactly one was verified: use tenant().',
    );
  }

  tenantVerified(tenant: string): void {
    this.#tenants.add(tenant);
  }

  /** Keeps what a loader gave, and once it is there the instance itself, which the handler gets to see. */
  loadOnce(loader: unknown, load: () => unknown): unknown {
    if (this.#instances.has(loader)) return this.#instances.get(loader);
    const loading = load();
    this.#instances.set(loader, loading);
    if (!(loading instanceof Promise)) return loading;
    return loading.then((instance: unknown) => {
      this.#instances.set(loader, instance);
      return instance;
    });
  }
}
