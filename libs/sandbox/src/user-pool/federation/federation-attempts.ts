import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.js';
import type { AppClient } from '../app-client.js';
import type { AuthorizationRequest } from '../oauth2/authorization-request.js';

/** Somebody who went to an identity provider and is expected back. */
export interface FederationAttempt {
  readonly providerName: string;
  readonly client: AppClient;
  /** What the application asked for, which goes on when the provider has answered. */
  readonly request: AuthorizationRequest;
  /** What only this browser has: the value of a cookie. Absent where the answer comes by a form of another site. */
  readonly browserKey?: string;
  /** What the answer has to fit: a nonce and a code verifier, or the ID of a SAML request. */
  readonly proof: Readonly<Record<string, string>>;
}

interface Stored {
  readonly attempt: FederationAttempt;
  readonly expiresAt: number;
}

/** As long as Cognito waits for a provider's answer. */
const LIFETIME_MS = 5 * 60 * 1000;
const MOST_ATTEMPTS = 10_000;

/** Those of one pool who are at an identity provider. Each comes back once, and nothing of it is kept. */
export class FederationAttempts {
  private readonly byState = new Map<string, Stored>();

  constructor(readonly clock: Clock) {}

  /** @param state - Drawn by `newState`, and sent along to the provider. */
  add(state: string, attempt: FederationAttempt): void {
    const now = this.clock();
    for (const [key, { expiresAt }] of this.byState) {
      // They are in the order of their expiry.
      if (expiresAt > now && this.byState.size < MOST_ATTEMPTS) break;
      this.byState.delete(key);
    }
    this.byState.set(keyOf(state), { attempt, expiresAt: now + LIFETIME_MS });
  }

  /** Whoever came back with this state. A second time there is nobody. */
  take(state: string): FederationAttempt | undefined {
    const key = keyOf(state);
    const stored = this.byState.get(key);
    this.byState.delete(key);
    return stored !== undefined && stored.expiresAt > this.clock() ? stored.attempt : undefined;
  }
}

export const newState = (): string => randomBytes(32).toString('base64url');

/** Looked up by a digest, so that the time it takes says nothing about the states there are. */
const keyOf = (state: string): string => createHash('sha256').update(state).digest('base64url');
