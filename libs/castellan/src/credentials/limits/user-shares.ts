import { CredentialsThrottledError } from '../../errors/index.js';

interface Waiting {
  readonly proceed: () => void;
  readonly timer: NodeJS.Timeout;
}

interface Share {
  running: number;
  readonly waiting: Waiting[];
}

/**
 * Lets each user have only so much under way at once. The rest of it waits behind that user's own: whoever asks for
 * many sets of credentials, each other than the last, leaves the turns of everybody else alone.
 */
export class UserShares {
  readonly #most: number;
  readonly #longestWait: number;
  readonly #shares = new Map<string, Share>();

  /**
   * @param most how much a user has under way at once
   * @param longestWait in milliseconds
   */
  constructor(most: number, longestWait: number) {
    this.#most = most;
    this.#longestWait = longestWait;
  }

  /** How many users have something under way. */
  get users(): number {
    return this.#shares.size;
  }

  /** @throws CredentialsThrottledError when the user's own work is not done in time */
  async run<T>(user: string, work: () => Promise<T>): Promise<T> {
    const share = this.#shareOf(user);
    if (share.running < this.#most) share.running += 1;
    else await this.#turn(share);
    try {
      return await work();
    } finally {
      this.#passOn(user, share);
    }
  }

  #shareOf(user: string): Share {
    const known = this.#shares.get(user);
    if (known !== undefined) return known;
    const share: Share = { running: 0, waiting: [] };
    this.#shares.set(user, share);
    return share;
  }

  #turn(share: Share): Promise<void> {
    return new Promise((proceed, refuse) => {
      const waiting: Waiting = {
        proceed,
        timer: setTimeout(() => {
          share.waiting.splice(share.waiting.indexOf(waiting), 1);
          refuse(tooMany());
        }, this.#longestWait),
      };
      share.waiting.push(waiting);
    });
  }

  #passOn(user: string, share: Share): void {
    const next = share.waiting.shift();
    if (next !== undefined) {
      clearTimeout(next.timer);
      next.proceed();
      return;
    }
    share.running -= 1;
    if (share.running === 0) this.#shares.delete(user);
  }
}

function tooMany(): CredentialsThrottledError {
  return new CredentialsThrottledError(
    'This user asks for too many sets of credentials at once: roles, session policies and logins give each a set of its ' +
      'own.',
    { retryAfterSeconds: 1 },
  );
}
