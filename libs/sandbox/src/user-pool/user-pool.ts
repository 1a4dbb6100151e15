import { randomBytes } from 'node:crypto';

import type { Clock } from '../clock.js';
import type { DeviceTrackingOptions } from '../authentication-options.js';
import type { ManagedLoginOptions, ResourceServerOptions, SeedUserOptions } from '../user-pool-options.js';
import type { AppClient } from './app-client.js';
import type { AttributeSchema } from './attribute-schema.js';
import { BrowserSessions } from './managed-login/browser-sessions.js';
import { discoveryDocument } from './discovery.js';
import { Groups } from './groups.js';
import { FederationAttempts } from './federation/federation-attempts.js';
import { IdentityProviders } from './federation/identity-providers.js';
import type { AccountSettings } from './account-settings.js';
import type { MfaSettings } from './mfa/mfa-settings.js';
import { AuthorizationCodes } from './oauth2/authorization-codes.js';
import { Outbox } from './outbox.js';
import type { PasskeySettings } from './passkeys/passkey-settings.js';
import { PasskeyRegistrations } from './passkeys/registration.js';
import type { ThreatProtection } from './risk/threat-protection.js';
import { AuthEvents } from './risk/auth-events.js';
import { Challenges } from './sign-in/challenges.js';
import type { FIRST_AUTH_FACTORS } from './sign-in/first-factors.js';
import { SignInNames } from './sign-in-names.js';
import { SignInSessions } from './sign-in-sessions.js';
import type { PublicSigningKey, SigningKeys } from './signing-keys.js';
import { SimulatedResets } from './simulated-resets.js';
import { TokenIssuer } from './token-issuer.js';
import { Triggers } from './triggers/triggers.js';
import type { TriggersOptions } from './triggers/trigger-options.js';
import { Users } from './users.js';

/** What a pool is made of at the start. */
export interface UserPoolParts {
  readonly userPoolId: string;
  readonly region: string;
  readonly arn: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly keys: SigningKeys;
  readonly schema: AttributeSchema;
  readonly settings: AccountSettings;
  readonly clients: readonly AppClient[];
  readonly resourceServers: readonly ResourceServerOptions[];
  readonly managedLogin: ManagedLoginOptions;
  readonly triggers: TriggersOptions;
  readonly mfa: MfaSettings;
  readonly firstAuthFactors: readonly (typeof FIRST_AUTH_FACTORS)[number][];
  readonly passkeys: PasskeySettings;
  readonly deviceTracking: DeviceTrackingOptions | undefined;
  readonly risk: ThreatProtection | undefined;
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
  /** How users are named, verified and recovered. */
  readonly settings: AccountSettings;
  readonly names: SignInNames;
  readonly users: Users;
  /** Codes of users who do not exist, so that they are answered like those who do. */
  readonly simulatedResets = new SimulatedResets();
  readonly createdAt: number;
  readonly groups = new Groups();
  readonly sessions: SignInSessions;
  readonly challenges: Challenges;
  /** Whether users show a second factor. An administrator may change it. */
  mfa: MfaSettings;
  /** What users may begin with, where they can choose. */
  readonly firstAuthFactors: UserPoolParts['firstAuthFactors'];
  /** Absent: devices are not tracked. */
  readonly deviceTracking: DeviceTrackingOptions | undefined;
  /** Absent: threat protection is off. An administrator may change it. */
  risk: ThreatProtection | undefined;
  readonly authEvents: AuthEvents;
  /** What passkeys are for. */
  readonly passkeys: PasskeySettings;
  readonly passkeyRegistrations: PasskeyRegistrations;
  /** Makes up what is answered about users who do not exist. */
  readonly simulationKey = randomBytes(32);
  /** What Cognito would have sent to the users. */
  readonly outbox: Outbox;
  /** Authorization codes that wait for their tokens. */
  readonly codes: AuthorizationCodes;
  /** Who is signed in to the pages of managed login. */
  readonly browserSessions: BrowserSessions;
  readonly resourceServers: readonly ResourceServerOptions[];
  /** How the pages of managed login look. */
  readonly managedLogin: ManagedLoginOptions;
  /** Who else signs users in. */
  readonly identityProviders = new IdentityProviders();
  /** Those who are at one of them. */
  readonly federation: FederationAttempts;
  readonly tokens: TokenIssuer;
  /** The Lambda triggers, called from the flows. */
  readonly triggers: Triggers;
  readonly keys: SigningKeys;
  readonly seededBefore: readonly string[];
  private readonly published: readonly PublicSigningKey[];
  /** The sandbox's address, without a trailing slash. */
  readonly baseUrl: string;

  constructor(parts: UserPoolParts) {
    this.userPoolId = parts.userPoolId;
    this.arn = parts.arn;
    this.baseUrl = parts.baseUrl;
    this.issuer = `${parts.baseUrl}/${parts.userPoolId}`;
    this.clients = parts.clients;
    this.seedUsers = parts.seedUsers;
    this.schema = parts.schema;
    this.settings = parts.settings;
    this.names = new SignInNames(parts.settings);
    this.users = new Users(this.names);
    this.createdAt = parts.clock();
    this.sessions = new SignInSessions(parts.clock);
    this.challenges = new Challenges(parts.clock);
    this.mfa = parts.mfa;
    this.firstAuthFactors = parts.firstAuthFactors;
    this.deviceTracking = parts.deviceTracking;
    this.risk = parts.risk;
    this.authEvents = new AuthEvents(parts.clock);
    this.passkeys = parts.passkeys;
    this.passkeyRegistrations = new PasskeyRegistrations(parts.clock);
    this.outbox = new Outbox(parts.clock);
    this.codes = new AuthorizationCodes(parts.clock);
    this.browserSessions = new BrowserSessions(parts.clock);
    this.resourceServers = parts.resourceServers;
    this.managedLogin = parts.managedLogin;
    this.federation = new FederationAttempts(parts.clock);
    this.tokens = new TokenIssuer(this.issuer, parts.keys, parts.clock);
    this.triggers = new Triggers(parts, parts.triggers);
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
