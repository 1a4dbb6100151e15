import { InvalidTokenError } from '../errors/index.js';
import type { CallerIdentity } from './caller-identity.js';
import { NewestRights, type RightsMark, type RightsSubject } from './newest-rights.js';

/** Who is told what tokens say about rights. */
export interface SupersededTokensEvents {
  /** Other rights of the user were known before. */
  readonly onChanged: (user: string) => void;
  /** Nothing so new was known before. */
  readonly onAdvanced: (subject: RightsSubject, newest: RightsMark) => void;
}

/** Refuses tokens that are older than another one of their user, which gives other rights. */
export class SupersededTokens {
  /** How often a token was refused. */
  refusals = 0;
  readonly #rights: NewestRights;
  readonly #events: SupersededTokensEvents;

  /** @param claims the claims that are compared; none refuses no token */
  constructor(claims: readonly string[], maxUsers: number, events: SupersededTokensEvents) {
    this.#rights = new NewestRights(claims, maxUsers);
    this.#events = events;
  }

  /** @throws InvalidTokenError `token_superseded` */
  assertCurrent(identity: CallerIdentity, user: string): void {
    if (identity.kind === 'guest' || !this.#rights.compares) return;
    const { principal } = identity;
    let isCurrent = this.#rights.isCurrent(principal, user);
    if (isCurrent === undefined) {
      this.note({ user, tokenUse: principal.tokenUse }, this.#rights.markOf(principal, user));
      isCurrent = this.#rights.isCurrent(principal, user);
    }
    if (isCurrent === true) return;
    this.refusals += 1;
    throw new InvalidTokenError(
      'token_superseded',
      'A newer token of this user gives other rights (rightsClaims), so this one gives no AWS credentials any more. ' +
        'Refresh the tokens and send the new ones.',
    );
  }

  /** Takes note of what a token says, here or on another machine. */
  note(subject: RightsSubject, mark: RightsMark): void {
    const { newest, changed, advanced } = this.#rights.note(subject, mark);
    if (changed) this.#events.onChanged(subject.user);
    if (advanced) this.#events.onAdvanced(subject, newest);
  }

  /** Whose rights the store is asked about along with the credentials; `undefined` where none are compared. */
  subjectOf(identity: CallerIdentity, user: string): RightsSubject | undefined {
    if (identity.kind === 'guest' || !this.#rights.compares) return undefined;
    return { user, tokenUse: identity.principal.tokenUse };
  }

  clear(): void {
    this.#rights.clear();
  }
}
