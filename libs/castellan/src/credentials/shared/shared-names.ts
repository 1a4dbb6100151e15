import { lengthPrefixed } from '../length-prefixed.js';
import type { RightsSubject } from '../newest-rights.js';
import type { Owner } from '../owner.js';
import type { KeyRing } from './key-ring.js';

/** What things are called in the store: a name for each key of the ring, the newest first. */
export type Names = readonly [string, ...string[]];

/** Makes the names for one way to credentials. They are HMACs: nobody can tell a user from one. */
export class SharedNames {
  readonly #keyRing: KeyRing;
  readonly #namespace: string;

  constructor(keyRing: KeyRing, namespace: string) {
    this.#keyRing = keyRing;
    this.#namespace = namespace;
  }

  credentials({ kind, issuer, clientId, sub, claimsDigest, variant }: Owner): Names {
    return this.#of('credentials', kind, issuer, clientId, sub, claimsDigest, variant);
  }

  flight({ kind, issuer, clientId, sub, claimsDigest, variant }: Owner): string {
    return this.#of('flight', kind, issuer, clientId, sub, claimsDigest, variant)[0];
  }

  generation(user: string): Names {
    return this.#of('generation', user);
  }

  rights({ user, tokenUse }: RightsSubject): Names {
    return this.#of('rights', tokenUse, user);
  }

  identityId(user: string): Names {
    return this.#of('identity', user);
  }

  /** What messages are sealed for. */
  get news(): string {
    return lengthPrefixed(['news', this.#namespace]);
  }

  #of(...fields: readonly string[]): Names {
    return this.#keyRing.namesOf(lengthPrefixed([...fields, this.#namespace]));
  }
}
