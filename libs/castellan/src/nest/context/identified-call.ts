import {
  type AwsClients,
  type IdentityPoolCredentials,
  identityOfRequest,
  type VerifiedIdentity,
} from '../../credentials/index.js';
import type { PolicySet } from '../../policies/index.js';
import { type Caller, readTokenHeader, type TokenVerifier } from '../../tokens/index.js';
import type { CarriedTokens } from './call-with-tokens.js';
import type { Refuser } from './refuser.js';
import type { RequestContextSources } from './request-context.js';

/** What all calls of an application have in common. */
export interface CallServices {
  readonly verifier: TokenVerifier;
  readonly refusals: Refuser;
  /** `undefined` where no identity pool is configured. */
  readonly credentials: IdentityPoolCredentials | undefined;
  /** `undefined` where no identity pool is configured. */
  readonly clients: AwsClients | undefined;
  /** In lower case. */
  readonly idTokenHeader: string;
}

/** What one call came with. */
export interface CallFacts {
  readonly caller: Caller;
  readonly bearerToken: string | undefined;
  /** The headers that the tokens stand in. */
  readonly rawHeaders: readonly string[];
  readonly policies: PolicySet;
  readonly isAnswered: () => boolean;
}

/** A call whose caller has been found. Every call makes one, and few ask it anything: it works out nothing by itself. */
export class IdentifiedCall implements RequestContextSources {
  readonly policies: PolicySet;
  readonly isAnswered: () => boolean;
  readonly #services: CallServices;
  readonly #caller: Caller;
  readonly #bearerToken: string | undefined;
  readonly #rawHeaders: readonly string[];

  constructor(services: CallServices, { caller, bearerToken, rawHeaders, policies, isAnswered }: CallFacts) {
    this.policies = policies;
    this.isAnswered = isAnswered;
    this.#services = services;
    this.#caller = caller;
    this.#bearerToken = bearerToken;
    this.#rawHeaders = rawHeaders;
  }

  get refusals(): Refuser {
    return this.#services.refusals;
  }

  get credentials(): IdentityPoolCredentials | undefined {
    return this.#services.credentials;
  }

  get clients(): AwsClients | undefined {
    return this.#services.clients;
  }

  tokens(): CarriedTokens {
    const idToken = readTokenHeader(this.#rawHeaders, this.#services.idTokenHeader);
    return { bearerToken: this.#bearerToken, idToken };
  }

  identity(): Promise<VerifiedIdentity> {
    const { verifier, idTokenHeader, credentials } = this.#services;
    return identityOfRequest(verifier, {
      caller: this.#caller,
      bearerToken: this.#bearerToken,
      rawHeaders: this.#rawHeaders,
      idTokenHeader,
      strategy: credentials?.strategy,
    });
  }

  checkRevocation(): void {
    if (this.#caller.kind !== 'anonymous') this.#services.verifier.checkRevocation(this.#caller);
  }
}
