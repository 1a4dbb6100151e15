/** A call that a service of the sandbox received. */
export interface LoggedCall {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number;
  /** Such as `AWSCognitoIdentityService` or `STS`. */
  readonly service: string;
  readonly operation: string;
  /** The identity that the call or its answer is about. */
  readonly identityId?: string;
  /** The exception it was answered with. Absent: it succeeded. */
  readonly error?: string;
}

const REMEMBERED = 10_000;

/** The last 10,000 calls to user pools, identity pools and STS, refused ones included. It holds no tokens and no keys. */
export class CallLog {
  #calls: LoggedCall[] = [];

  /** In the order in which they were answered. */
  list(): readonly LoggedCall[] {
    return [...this.#calls];
  }

  /** Forgets all. */
  clear(): void {
    this.#calls = [];
  }

  /** @internal */
  add(call: LoggedCall): void {
    // Twice as many are kept before the older half goes, so that one call does not move all the others.
    if (this.#calls.length >= 2 * REMEMBERED) this.#calls = this.#calls.slice(REMEMBERED);
    this.#calls.push(call);
  }
}
