import type { Clock } from '../clock.js';
import type { SeedUserOptions } from '../options.js';
import type { AppClient } from './app-client.js';
import type { AttributeSchema } from './attribute-schema.js';
import { discoveryDocument } from './discovery.js';
import { Groups } from './groups.js';
import { NewPasswordChallenges } from './new-password-challenges.js';
import { SignInSessions } from './sign-in-sessions.js';
import type { PublicSigningKey, SigningKeys } from './signing-keys.js';
import { TokenIssuer } from './token-issuer.js';
import { Users } from './users.js';

/** What a pool is made of at the start. */
export interface UserPoolParts {
  readonly userPoolId: string;
  readonly arn: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  readonly schema: AttributeSchema;
  readonly clients: readonly AppClient[];
  readonly seedUsers: readonly SeedUserOptions[];
  /** User names that were seeded when the sandbox ran before. */
  readonly seededBefore: readonly string[];
}

/** One user pool and everything that lives in it. */
export class UserPool {
  readonly userPoolId: string;
  readonly arn: string;
  /** `BASE_URL/USER_POOL_ID`, the `iss` of its tokens. */
  readonly issuer: string;
  readonly clients: readonly AppClient[];
  /** The users that existed from the start, with their passwords, as they were configured. */
  readonly seedUsers: readonly SeedUserOptions[];
  readonly schema: AttributeSchema;
  readonly users = new Users();
  readonly groups = new Groups();
  readonly sessions: SignInSessions;
  readonly challenges: NewPasswordChallenges;
  readonly tokens: TokenIssuer;
  readonly keys: SigningKeys;
  readonly seededBefore: readonly string[];
  private readonly published: readonly PublicSigningKey[];
  private readonly baseUrl: string;

  constructor(parts: UserPoolParts) {
    this.userPoolId = parts.userPoolId;
    this.arn = parts.arn;
    this.baseUrl = parts.baseUrl;
    this.issuer = `${parts.baseUrl}/${parts.userPoolId}`;
    this.clients = parts.clients;
    this.seedUsers = parts.seedUsers;
    this.schema = parts.schema;
    this.sessions = new SignInSessions(parts.clock);
    this.challenges = new NewPasswordChallenges(parts.clock);
    this.tokens = new TokenIssuer(this.issuer, parts.keys, parts.clock);
    this.keys = parts.keys;
    this.seededBefore = parts.seededBefore;
    this.published = [parts.keys.id.published, parts.keys.access.published];
  }

  client(clientId: string): AppClient | undefined {
    return this.clients.find((client) => client.clientId === clientId);
  }

  /** The key set, for `GET /USER_POOL_ID/.well-known/jwks.json`. */
  jwks(): { readonly keys: readonly PublicSigningKey[] } {
    return { keys: this.published };
  }

  /** The document for `GET /USER_POOL_ID/.well-known/openid-configuration`. */
  discovery(): object {
    return discoveryDocument(this.issuer, this.baseUrl);
  }

  /** The code that Cognito would have sent to a user who signed up and is not confirmed yet. */
  confirmationCode(username: string): string | undefined {
    return this.users.find(username)?.confirmation?.code;
  }

  /**
   * What an identity pool with a server-side token check asks before it issues credentials: whether the user is
   * gone or disabled, or the sign-in behind the token has ended. `true` also for a sign-in that is not known.
   */
  isSignedOutOrDisabled(sub: string, originJti: string | undefined): boolean {
    return this.users.findBySub(sub)?.enabled !== true || !this.sessions.isAlive(originJti, sub);
  }
}
