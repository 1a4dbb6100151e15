import { ServiceError } from '../../http/service-error.js';
import type { IdentityProvider } from './identity-provider.js';

/** The identity providers of one user pool. Their names are case-sensitive. */
export class IdentityProviders {
  private readonly byName = new Map<string, IdentityProvider>();

  get(providerName: string): IdentityProvider | undefined {
    return this.byName.get(providerName);
  }

  /** Throws `ResourceNotFoundException`. */
  require(providerName: string): IdentityProvider {
    const provider = this.get(providerName);
    if (provider === undefined) throw unknownProvider(providerName);
    return provider;
  }

  byIdentifier(identifier: string): IdentityProvider | undefined {
    return this.list().find(({ idpIdentifiers }) => idpIdentifiers.includes(identifier));
  }

  /** In the order in which they were made. */
  list(): readonly IdentityProvider[] {
    return [...this.byName.values()];
  }

  /** Throws `DuplicateProviderException`. */
  create(provider: IdentityProvider): void {
    if (this.byName.has(provider.providerName)) {
      throw duplicate(`A provider with the name ${provider.providerName} already exists`);
    }
    this.put(provider);
  }

  /** Makes a provider, or puts it in the place of the one of its name. Throws `DuplicateProviderException`. */
  put(provider: IdentityProvider): void {
    const taken = this.list().find(
      ({ providerName, idpIdentifiers }) =>
        providerName !== provider.providerName &&
        idpIdentifiers.some((identifier) => provider.idpIdentifiers.includes(identifier)),
    );
    if (taken !== undefined)
      throw duplicate(`The provider ${taken.providerName} already has this identifier`);
    this.byName.set(provider.providerName, provider);
  }

  delete(providerName: string): void {
    this.byName.delete(providerName);
  }
}

export const unknownProvider = (name: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Identity provider ${name} does not exist.`);

const duplicate = (message: string): ServiceError => new ServiceError('DuplicateProviderException', message);
