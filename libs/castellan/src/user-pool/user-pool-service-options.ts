import type { HostCredentials } from '../credentials/strategies/host-credentials.js';
import type { UserPoolError } from '../errors/index.js';
import type { RevokedUser } from '../tokens/index.js';

/** What hears of sign-outs: `Revocations` of the Nest module, `castellan.revocations` of Express. */
export interface SignOutRevocations {
  /** Everything the user was issued until now is over. */
  revokeUser(user: RevokedUser): Promise<void>;
  /** Everything of one sign-in is over. */
  revokeSignIn(signIn: {
    readonly issuer: string;
    readonly sub: string;
    readonly originJti: string;
  }): Promise<void>;
}

/** Administration of users: calls that are signed with credentials of the application. */
export interface AdministrationOptions {
  /**
   * Gives the credentials, such as `fromNodeProviderChain()` of `@aws-sdk/credential-providers`. They are never looked
   * for in the environment. Required.
   */
  readonly credentials: HostCredentials;
  /**
   * Whether users sign in through the administrator's operations as well (`AdminInitiateAuth`), so that headers of the
   * browser go to the pool's threat protection, and clients of the pool cannot sign in without this service. The app
   * client needs `ALLOW_ADMIN_USER_PASSWORD_AUTH` for passwords. Default false.
   */
  readonly signIn?: boolean;
}

/** Linking of accounts at identity providers to accounts of the pool. */
export interface LinkingOptions {
  /**
   * The providers whose word counts on whose an e-mail address is, as the pool calls them: those that verify addresses
   * before they give them out, such as `Google`, or where one company gives out its own. Required.
   */
  readonly providers: readonly string[];
}

/** What {@link UserPoolService} is made of. */
export interface UserPoolServiceOptions {
  /** `REGION_ID`, such as `eu-west-1_AbCdEfGhI`. Required. */
  readonly userPoolId: string;
  /** The app client that users sign in with. Required. */
  readonly clientId: string;
  /** The secret of the app client. Required where it has one. */
  readonly clientSecret?: string;
  /** Where Cognito is: https, or http on the loopback interface. Default: Cognito in the Region of the pool. */
  readonly endpoint?: string;
  /** The `iss` of the pool's tokens. Default: Cognito's own for the pool. */
  readonly issuer?: string;
  /** Signs the calls of administrators. Default: there are none, and `users.admin` refuses. */
  readonly administration?: AdministrationOptions;
  /** Whose accounts may be linked. Default: nobody's, and `users.links` refuses. */
  readonly linking?: LinkingOptions;
  /**
   * Proxies whose `X-Forwarded-For` is believed: addresses, ranges such as `10.0.0.0/8`, or `loopback`, `linklocal`,
   * `uniquelocal`. Default: none, and the address of the connection is that of the user.
   */
  readonly trustedProxies?: readonly string[];
  /**
   * Whether answers may tell if a user exists: "there is no such user", "not confirmed", where a code was sent.
   * Default false.
   */
  readonly revealUserExistence?: boolean;
  /**
   * Where answers do not tell whether a user exists, they come at multiples of this, in milliseconds, so that their
   * time does not tell either. 0 to 10,000. Default 500.
   */
  readonly answerStepMilliseconds?: number;
  /** How long a call to Cognito may take. 1 to 60,000. Default 5,000. */
  readonly timeoutMilliseconds?: number;
  /** Hears of users who were signed out everywhere. Default: nobody does, and tokens live until they expire. */
  readonly revocations?: SignOutRevocations;
  /** Hears what an answer did not tell, for a log or a metric. Default: nobody does. */
  readonly onConcealed?: (operation: string, error: UserPoolError) => void;
  /** Hears of what should be set up in another way. Default: `process.emitWarning`. */
  readonly onWarning?: (warning: string) => void;
  /** Gives milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** Waits, for `answerStepMilliseconds`. Default: a timer. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}
