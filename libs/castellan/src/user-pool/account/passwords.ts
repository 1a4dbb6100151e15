import { userContextData } from '../client-context/context-data.js';
import { toCodeDelivery } from '../code-delivery.js';
import type { CognitoCalls } from '../cognito-calls.js';
import { toUserPoolError } from '../cognito-exceptions.js';
import type { Discretion } from '../discretion.js';
import { AccessTokenRefusedError, WrongCredentialsError } from '../../errors/index.js';
import { factsOfOwnToken } from '../own-token.js';
import { hashFor } from '../secret-hash.js';
import type { UserPoolSettings } from '../settings.js';
import type { ChangePasswordRequest, NewPasswordRequest, SentCode, UsernameRequest } from '../sign-up.js';
import { refuseCode } from './registration.js';

const TELLS_WHEN_SENDING: ReadonlySet<string> = new Set([
  'UserNotFoundException',
  'UserNotConfirmedException',
  'NotAuthorizedException',
  'InvalidParameterException',
  'LimitExceededException',
  'CodeDeliveryFailureException',
]);
const TELLS_AT_RESET: ReadonlySet<string> = new Set([
  'UserNotFoundException',
  'UserNotConfirmedException',
  'NotAuthorizedException',
  'CodeMismatchException',
  'ExpiredCodeException',
  'LimitExceededException',
  'TooManyFailedAttemptsException',
]);

/** Passwords that are forgotten, reset and changed. */
export class Passwords {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;
  readonly #discretion: Discretion;

  constructor(settings: UserPoolSettings, calls: CognitoCalls, discretion: Discretion) {
    this.#settings = settings;
    this.#calls = calls;
    this.#discretion = discretion;
  }

  forgot(request: UsernameRequest): Promise<SentCode> {
    return this.#discretion.keep({
      operation: 'forgotPassword',
      run: () => this.#forgot(request),
      tells: TELLS_WHEN_SENDING,
      instead: () => ({ delivery: undefined }),
    });
  }

  confirmForgot(request: NewPasswordRequest): Promise<void> {
    return this.#discretion.keep({
      operation: 'confirmForgotPassword',
      run: () => this.#confirmForgot(request),
      tells: TELLS_AT_RESET,
      instead: refuseCode,
    });
  }

  async change({ accessToken, currentPassword, newPassword }: ChangePasswordRequest): Promise<void> {
    factsOfOwnToken(accessToken, this.#settings.issuer);
    await this.#calls.send(
      [accessToken, currentPassword, newPassword],
      (api, options) =>
        api.changePassword(
          { AccessToken: accessToken, PreviousPassword: currentPassword, ProposedPassword: newPassword },
          options,
        ),
      (fault) => {
        const error = toUserPoolError(fault);
        // Cognito has one exception for a wrong password and for a token that it does not take.
        return error instanceof AccessTokenRefusedError
          ? new WrongCredentialsError(
              'The current password is wrong, or Cognito does not accept the access token.',
              { cause: fault, exception: fault.name },
            )
          : error;
      },
    );
  }

  async #forgot({ username, context, metadata }: UsernameRequest): Promise<SentCode> {
    const { CodeDeliveryDetails } = await this.#calls.send([], (api, options) =>
      api.forgotPassword(
        {
          ...hashFor(username, this.#settings),
          Username: username,
          UserContextData: userContextData(context),
          ClientMetadata: metadata && { ...metadata },
        },
        options,
      ),
    );
    return { delivery: this.#discretion.reveals ? toCodeDelivery(CodeDeliveryDetails) : undefined };
  }

  async #confirmForgot(request: NewPasswordRequest): Promise<void> {
    const { username, code, newPassword, context, metadata } = request;
    await this.#calls.send([code, newPassword], (api, options) =>
      api.confirmForgotPassword(
        {
          ...hashFor(username, this.#settings),
          Username: username,
          ConfirmationCode: code,
          Password: newPassword,
          UserContextData: userContextData(context),
          ClientMetadata: metadata && { ...metadata },
        },
        options,
      ),
    );
  }
}
