import type { IssuedCredentials } from '../support/observed-identity-pool.js';

/** For whom a key was issued, as the ID token said that it was issued for. */
export interface KeyHolder {
  readonly username: string;
  readonly groups: string;
  readonly sessionToken: string;
}

/** Whose keys an identity pool has issued. */
export class IssuedKeys {
  readonly #holders = new Map<string, KeyHolder>();

  get count(): number {
    return this.#holders.size;
  }

  holderOf(accessKeyId: string): KeyHolder | undefined {
    return this.#holders.get(accessKeyId);
  }

  note({ AccessKeyId, SessionToken }: IssuedCredentials, idToken: string): void {
    const payload = JSON.parse(Buffer.from(idToken.split('.')[1]!, 'base64url').toString()) as {
      'cognito:username': string;
      'cognito:groups'?: string[];
    };
    const groups = groupsOf(payload['cognito:groups']);
    this.#holders.set(AccessKeyId, {
      username: payload['cognito:username'],
      groups,
      sessionToken: SessionToken,
    });
  }
}

/** Groups in a form that fits into a path. */
export function groupsOf(groups: readonly string[] = []): string {
  return groups.length === 0 ? 'none' : [...groups].sort().join('+');
}
