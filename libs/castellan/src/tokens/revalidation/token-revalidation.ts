import {
  AccessDeniedError,
  ConfigurationError,
  InsufficientScopeError,
  InvalidTokenError,
  RevalidationUnavailableError,
} from '../../errors/index.js';
import type { Principal } from '../principal.js';
import type { AskCognito } from './get-user.js';
import { RecentAnswers } from './recent-answers.js';

export interface TokenRevalidationOptions {
  readonly askCognito: AskCognito;
  readonly clock: () => number;
}

/** An access token that was verified, and where its user pool answers. */
export interface RevalidationRequest {
  readonly token: string;
  /** Stands for the token. */
  readonly digest: string;
  readonly principal: Principal;
  readonly endpoint: string | undefined;
  readonly maxAgeMs: number;
}

/** The scope without which Cognito does not say anything about the user. */
const SIGN_IN_SCOPE = 'aws.cognito.signin.user.admin';

/** Asks Cognito whether it still accepts a token that was verified. */
export class TokenRevalidation {
  readonly #askCognito: AskCognito;
  readonly #recent: RecentAnswers;

  constructor({ askCognito, clock }: TokenRevalidationOptions) {
    this.#askCognito = askCognito;
    this.#recent = new RecentAnswers(clock);
  }

  async revalidate({ token, digest, principal, endpoint, maxAgeMs }: RevalidationRequest): Promise<void> {
    const username = usernameFor(principal);
    if (endpoint === undefined) {
      throw new ConfigurationError(
        `User pool ${principal.pool} has an issuer that is none of Cognito's, so nobody knows where to ask about ` +
          'its tokens. Add the endpoint option to the pool.',
      );
    }
    let isAccepted: boolean;
    try {
      isAccepted = await this.#recent.get(digest, maxAgeMs, () =>
        this.#askCognito(endpoint, token, username),
      );
    } catch (cause) {
      throw new RevalidationUnavailableError(
        `Cognito could not be asked about a token of user pool ${principal.pool}.`,
        { retryAfterSeconds: 1, cause },
      );
    }
    if (isAccepted) return;
    throw new InvalidTokenError(
      'token_revoked',
      `Cognito does not accept the token any more, or user pool ${principal.pool} has disabled or lost its user.`,
    );
  }
}

/** Cognito answers only to whoever has an access token of a user that may ask about itself. */
function usernameFor(principal: Principal): string {
  if (principal.kind !== 'user') {
    throw new AccessDeniedError(
      'Cognito cannot be asked about the token of a program. Do not put @Revalidate on what programs call.',
    );
  }
  if (principal.scopes.includes(SIGN_IN_SCOPE)) return principal.username;
  throw new InsufficientScopeError(
    `Cognito can be asked about tokens with the scope ${SIGN_IN_SCOPE} only.`,
    [SIGN_IN_SCOPE],
  );
}
