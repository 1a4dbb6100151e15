import { UserAccount } from './account/user-account.js';
import { UserDevices } from './account/user-devices.js';
import { UserMfa } from './account/user-mfa.js';
import { UserPasskeys } from './account/user-passkeys.js';
import { UserAdministration } from './administration/user-administration.js';
import type { ClientContext } from './client-context/client-context.js';
import { clientContextOf, type ContextRequest } from './client-context/client-context-of.js';
import { CognitoCalls } from './cognito-calls.js';
import { AccountLinks } from './federation/account-links.js';
import { Discretion } from './discretion.js';
import { Passwords } from './account/passwords.js';
import { Registration } from './account/registration.js';
import { type UserPoolSettings, readUserPoolServiceOptions } from './settings.js';
import { reportRisk } from './report-risk.js';
import { AuthenticationApi } from './sign-in/authentication-api.js';
import type { ChallengeAnswer } from './sign-in/challenge-answer.js';
import type { SignInRequest, SignInResult } from './sign-in/sign-in.js';
import { SignInFlows } from './sign-in/sign-in-flows.js';
import { Srp } from './sign-in/srp.js';
import type {
  ChangePasswordRequest,
  ConfirmedSignUp,
  ConfirmSignUpRequest,
  NewPasswordRequest,
  RefreshRequest,
  RevokeRequest,
  RiskReport,
  SentCode,
  SignUpRequest,
  SignUpResult,
  UsernameRequest,
} from './sign-up.js';
import { TokenLife } from './token-life.js';
import type { UserPoolServiceOptions } from './user-pool-service-options.js';
import type { UserTokens } from './user-tokens.js';

/**
 * The users of a Cognito user pool, from sign-up to sign-out. It runs against AWS and against the sandbox alike, by its
 * options alone.
 *
 * Unless `revealUserExistence` says otherwise, no answer tells whether a user exists: what would tell looks like what
 * everybody gets, and comes at the same times. Nothing secret prints: tokens, sessions and codes are read by name only.
 * Every call is made once.
 *
 * @example
 * ```ts
 * import { UserPoolService } from 'castellan/user-pool';
 *
 * const users = new UserPoolService({ userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'my-client-id' });
 *
 * export async function signIn(username: string, password: string): Promise<string> {
 *   const result = await users.signIn({ username, password });
 *   if (result.kind === 'signed-in') return result.tokens.accessToken;
 *   throw new Error(`There is a challenge to answer: ${result.name}`);
 * }
 * ```
 */
export class UserPoolService {
  /** The user who is signed in: attributes, and the account itself. */
  readonly account: UserAccount;
  /** Second factors. */
  readonly mfa: UserMfa;
  /** Devices that Cognito remembers. */
  readonly devices: UserDevices;
  /** Passkeys. */
  readonly passkeys: UserPasskeys;
  /** Administration of users and groups; needs the option `administration`. */
  readonly admin: UserAdministration;
  /** Accounts at identity providers that sign in here; needs the options `administration` and `linking`. */
  readonly links: AccountLinks;

  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;
  readonly #registration: Registration;
  readonly #passwords: Passwords;
  readonly #signIns: SignInFlows;
  readonly #tokens: TokenLife;

  /** @throws ConfigurationError that names the option, what was found and what to write */
  constructor(options: UserPoolServiceOptions) {
    const settings = readUserPoolServiceOptions(options);
    const calls = new CognitoCalls(settings);
    const discretion = new Discretion(settings);
    const srp = new Srp(settings.userPoolId);
    this.#settings = settings;
    this.#calls = calls;
    this.#registration = new Registration(settings, calls, discretion);
    this.#passwords = new Passwords(settings, calls, discretion);
    this.#tokens = new TokenLife(settings, calls);
    this.#signIns = new SignInFlows({
      api: new AuthenticationApi(settings, calls),
      srp,
      discretion,
      clock: settings.clock,
    });
    this.account = new UserAccount(settings, calls);
    this.mfa = new UserMfa(settings, calls);
    this.devices = new UserDevices(settings, calls, srp);
    this.passkeys = new UserPasskeys(settings, calls);
    this.admin = new UserAdministration(settings, calls);
    this.links = new AccountLinks(settings, calls, this.admin);
  }

  /** The user pool. */
  get userPoolId(): string {
    return this.#settings.userPoolId;
  }

  /** The app client that users sign in with. */
  get clientId(): string {
    return this.#settings.clientId;
  }

  /** The `iss` of the pool's tokens. */
  get issuer(): string {
    return this.#settings.issuer;
  }

  /** Whether answers may tell if a user exists. */
  get revealsUserExistence(): boolean {
    return this.#settings.revealsUserExistence;
  }

  /** @throws ConfigurationError when the AWS SDK is not installed */
  async open(): Promise<void> {
    await this.#calls.open();
  }

  /** Closes the connections to Cognito. */
  close(): void {
    this.#calls.close();
  }

  /**
   * From where a request comes, for the pool's threat protection: the address of the user, behind the proxies that
   * `trustedProxies` names and no other, and headers that describe the browser.
   *
   * @param request of Node or Express; of Fastify it is `request.raw`
   * @param encodedData what Cognito's script in the browser gathered about the device
   */
  contextOf(request: ContextRequest, encodedData?: string): ClientContext {
    return clientContextOf(request, this.#settings.trustProxy, encodedData);
  }

  /**
   * Makes an account. Where user existence is not revealed the answer is the same if the name is taken.
   *
   * @throws PasswordPolicyError | UserPoolInputError | TriggerRefusedError | UserExistsError (where it may be revealed)
   */
  signUp(request: SignUpRequest): Promise<SignUpResult> {
    return this.#registration.signUp(request);
  }

  /**
   * Confirms an account with the code that was sent.
   *
   * @throws CodeMismatchError for a code that is wrong or has expired, or a user who does not exist or is confirmed
   * @throws AliasExistsError when the address, which the code has proved, belongs to another account
   */
  confirmSignUp(request: ConfirmSignUpRequest): Promise<ConfirmedSignUp> {
    return this.#registration.confirm(request);
  }

  /** Sends the code of a sign-up again. The answer is the same where there is nobody to send it to. */
  resendConfirmationCode(request: UsernameRequest): Promise<SentCode> {
    return this.#registration.resend(request);
  }

  /**
   * Signs a user in, or gives the challenge that Cognito wants to have answered before.
   *
   * @throws WrongCredentialsError when it is refused, whatever the reason
   * @throws SignInBlockedError when the threat protection of the pool blocks it
   */
  signIn(request: SignInRequest): Promise<SignInResult> {
    return this.#signIns.signIn(request);
  }

  /**
   * Answers a challenge, whichever it is. The answer may be another challenge.
   *
   * @throws CodeMismatchError for a wrong code; the session is good for another attempt, within Cognito's limits
   * @throws WrongCredentialsError when it is refused or the session is over: begin again
   * @throws PasswordPolicyError for a new password that does not meet the policy
   */
  answerChallenge(answer: ChallengeAnswer): Promise<SignInResult> {
    return this.#signIns.answer(answer);
  }

  /**
   * New tokens for a refresh token. Where the app client rotates refresh tokens there is a new one among them, and the
   * old one is over.
   *
   * @throws RefreshTokenRefusedError when it has expired or was revoked, or the user is disabled
   * @throws RefreshTokenReusedError when it was replaced before: it may be stolen
   */
  refresh(request: RefreshRequest): Promise<UserTokens> {
    return this.#tokens.refresh(request);
  }

  /**
   * Ends one sign-in: its refresh token at Cognito, and its other tokens here, where the principal is given and there
   * are `revocations`.
   */
  revoke(request: RevokeRequest): Promise<void> {
    return this.#tokens.revoke(request);
  }

  /**
   * Ends every sign-in of the user (`GlobalSignOut`), here as well where there are `revocations`.
   *
   * @throws AccessTokenRefusedError when Cognito does not take the access token
   */
  signOutEverywhere(accessToken: string): Promise<void> {
    return this.#tokens.signOutEverywhere(accessToken);
  }

  /** Sends a code for a new password. The answer is the same where there is nobody to send it to. */
  forgotPassword(request: UsernameRequest): Promise<SentCode> {
    return this.#passwords.forgot(request);
  }

  /**
   * Sets a new password with the code that was sent.
   *
   * @throws CodeMismatchError for a code that is wrong or has expired, or a user who does not exist
   * @throws PasswordPolicyError | PasswordReusedError
   */
  confirmForgotPassword(request: NewPasswordRequest): Promise<void> {
    return this.#passwords.confirmForgot(request);
  }

  /**
   * Changes the password of the user who is signed in.
   *
   * @throws WrongCredentialsError when the current password is wrong or Cognito does not take the access token
   * @throws PasswordPolicyError | PasswordReusedError | AttemptLimitError
   */
  changePassword(request: ChangePasswordRequest): Promise<void> {
    return this.#passwords.change(request);
  }

  /** Tells the pool's threat protection whether a sign-in was the user's. */
  reportRisk(report: RiskReport): Promise<void> {
    return reportRisk(report, this.userPoolId, this.#calls);
  }
}
