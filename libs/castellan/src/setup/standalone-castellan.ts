import { type AwsClientClass, type AwsClientConfig, callerClient } from '../credentials/index.js';
import type { PolicyDocuments } from '../policies/index.js';
import type { TokenVerifier } from '../tokens/index.js';
import type { CastellanParts } from './castellan-parts.js';
import type { TokenRevocations } from './token-revocations.js';

/** What every Castellan without Nest offers, whatever door its calls come in by. */
export abstract class StandaloneCastellan {
  readonly #parts: CastellanParts;

  protected constructor(parts: CastellanParts) {
    this.#parts = parts;
  }

  /**
   * Opens what has to be opened before calls come in: policy documents, the store of revocations, the key sets if
   * `warmUp` says so. Wait for it before a server listens, or while a function starts. Where nobody does, the first
   * call waits.
   *
   * @throws ConfigurationError | KeySetUnavailableError | RevocationsUnavailableError
   */
  ready(): Promise<void> {
    return this.#parts.ready();
  }

  /** Closes what was opened, after the server has been closed. A function of AWS never needs to. */
  close(): Promise<void> {
    return this.#parts.close();
  }

  /** Revokes tokens, sign-ins and users. */
  get revocations(): TokenRevocations {
    return this.#parts.revocations;
  }

  /** The policies that are JSON documents: how it stands with each, and `reload()`. */
  get policyDocuments(): PolicyDocuments {
    return this.#parts.documents;
  }

  /** The verifier of tokens, with the state of the key sets. */
  get verifier(): TokenVerifier {
    return this.#parts.verifier;
  }

  /**
   * A client that acts as whoever is calling at the moment of each call: on Express behind `credentials()`, on Lambda
   * inside of handlers. Elsewhere every call fails.
   *
   * @throws ConfigurationError if the options have a say in what the client signs with.
   */
  awsClient<Class extends AwsClientClass>(
    Client: Class,
    config?: AwsClientConfig<Class>,
  ): InstanceType<Class> {
    const { callers, clients } = this.#parts;
    return callerClient(Client, config, callers, clients) as InstanceType<Class>;
  }
}
