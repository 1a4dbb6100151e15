import type { RevocationStore, UserPoolOptions } from 'castellan/core';
import { KeyServer } from '../support/key-server.js';
import { newSigningKey, rs256, segment, TokenFactory } from '../support/token-factory.js';
import { CLAIM, FRESH_SECONDS, GROUP, SCOPE } from './requirements.js';

const POOL = 'eu-west-1_Callers';
const SILENT_POOL = 'eu-west-1_Silent';
const CLIENT = 'client_of_the_callers';
const REVOKED = 'the-jti-that-is-revoked';
const MINUTE = 60;

/** Who calls, in the words of the table. */
export type Caller =
  | 'nobody'
  | 'a user'
  | 'a user with everything'
  | 'a program'
  | 'a user who signed in long ago'
  | 'two words for a token'
  | 'no JWT'
  | 'a forged signature'
  | 'the algorithm "none"'
  | 'a key nobody publishes'
  | 'another user pool'
  | 'another app client'
  | 'an ID token'
  | 'an expired token'
  | 'a token of tomorrow'
  | 'no subject'
  | 'a revoked token'
  | 'a user pool whose keys cannot be had';

/** Callers, and what a Castellan has to be told to know them. */
export class Callers {
  readonly #key = newSigningKey('callers');
  /** Another key under the same name. */
  readonly #forger = newSigningKey('callers');
  readonly #tokens: TokenFactory;
  readonly #silent: TokenFactory;

  private constructor(private readonly keys: KeyServer) {
    // Each door fetches over a connection of its own, so that none is closed just when it is used again.
    keys.answer(POOL, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ keys: [this.#key.jwk] }));
    });
    keys.answer(SILENT_POOL, (_request, response) => response.writeHead(500, { connection: 'close' }).end());
    const issuedBy = (userPoolId: string) =>
      new TokenFactory({ key: this.#key, issuer: keys.issuer(userPoolId), clientId: CLIENT });
    this.#tokens = issuedBy(POOL);
    this.#silent = issuedBy(SILENT_POOL);
  }

  static async create(): Promise<Callers> {
    return new Callers(await KeyServer.start());
  }

  get userPools(): readonly UserPoolOptions[] {
    return [POOL, SILENT_POOL].map((userPoolId) => ({
      userPoolId,
      issuer: this.keys.issuer(userPoolId),
      clientIds: [CLIENT],
      tokenUse: 'access',
    }));
  }

  async revokeWhatIsRevoked(store: RevocationStore): Promise<void> {
    await store.revokeToken({ issuer: this.#tokens.issuer, jti: REVOKED });
  }

  /** The bearer token of a caller. */
  token(caller: Caller): string | undefined {
    const tokens = this.#tokens;
    const now = Math.floor(Date.now() / 1_000);
    const made: Readonly<Record<Caller, () => string | undefined>> = {
      nobody: () => undefined,
      'a user': () => tokens.access(),
      'a user with everything': () =>
        tokens.access({ 'cognito:groups': [GROUP], scope: SCOPE, [CLAIM]: 'gold' }),
      'a program': () => tokens.machine(),
      'a user who signed in long ago': () => tokens.access({ auth_time: now - FRESH_SECONDS - MINUTE }),
      'two words for a token': () => 'two words',
      'no JWT': () => 'a.b',
      'a forged signature': () => tokens.sign(tokens.accessClaims(), tokens.header, rs256(this.#forger)),
      'the algorithm "none"': () =>
        `${segment({ ...tokens.header, alg: 'none' })}.${segment(tokens.accessClaims())}.`,
      'a key nobody publishes': () =>
        tokens.sign(tokens.accessClaims(), { ...tokens.header, kid: 'nobody-publishes-it' }),
      'another user pool': () => tokens.access({ iss: this.keys.issuer('eu-west-1_Other') }),
      'another app client': () => tokens.access({ client_id: 'another_client' }),
      'an ID token': () => tokens.id(),
      'an expired token': () => tokens.access({ iat: now - 120 * MINUTE, exp: now - MINUTE }),
      'a token of tomorrow': () => tokens.access({ iat: now + 1_440 * MINUTE, exp: now + 1_500 * MINUTE }),
      'no subject': () => tokens.access({ sub: undefined }),
      'a revoked token': () => tokens.access({ jti: REVOKED }),
      'a user pool whose keys cannot be had': () => this.#silent.access(),
    };
    return made[caller]();
  }

  stop(): Promise<void> {
    return this.keys.stop();
  }
}
