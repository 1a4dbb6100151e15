/** One call on its way, which others wait for. */
export interface Flight {
  /** Set when the result must not be kept, because its user was evicted meanwhile. */
  readonly abandoned: boolean;
}

/** Who wants something and what it is. */
export interface FlightRequest {
  /** Requests with equal keys share one flight. */
  readonly key: string;
  /** The user the flight is for; see {@link SingleFlight.abandon}. */
  readonly user: string;
  /** Stands for the token the flight is made with. */
  readonly tokenDigest: string;
}

interface OpenFlight<T> {
  readonly request: FlightRequest;
  readonly state: { abandoned: boolean };
  readonly result: Promise<T>;
}

/** However many ask for the same thing at the same time, it is fetched once. */
export class SingleFlight<T> {
  readonly #open = new Map<string, OpenFlight<T>>();
  readonly #dependsOnToken: (error: unknown) => boolean;

  /** @param dependsOnToken whether another token may succeed where one failed with this error */
  constructor(dependsOnToken: (error: unknown) => boolean) {
    this.#dependsOnToken = dependsOnToken;
  }

  /**
   * Waits for the flight of this key, or starts one. Success is shared. A failure is shared too, unless it may
   * be the fault of the other's token: then whoever came with a token of its own tries that, once.
   */
  async run(request: FlightRequest, fetch: (flight: Flight) => Promise<T>): Promise<T> {
    for (;;) {
      const open = this.#open.get(request.key);
      if (open === undefined) return this.#start(request, fetch);
      try {
        return await open.result;
      } catch (error) {
        if (open.request.tokenDigest === request.tokenDigest || !this.#dependsOnToken(error)) throw error;
      }
    }
  }

  /** What is on its way for a user still reaches those who wait for it, and nobody else. */
  abandon(user: string): void {
    for (const [key, flight] of this.#open) {
      if (flight.request.user !== user) continue;
      flight.state.abandoned = true;
      this.#open.delete(key);
    }
  }

  #start(request: FlightRequest, fetch: (flight: Flight) => Promise<T>): Promise<T> {
    const state = { abandoned: false };
    // Forgotten before anyone who waits goes on, so that a second try never joins the flight that failed.
    const result = fetch(state).finally(() => {
      if (!state.abandoned) this.#open.delete(request.key);
    });
    this.#open.set(request.key, { request, state, result });
    return result;
  }
}
