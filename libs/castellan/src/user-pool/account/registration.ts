import { toAttributeList } from '../attributes.js';
import { userContextData } from '../client-context/context-data.js';
import { toCodeDelivery } from '../code-delivery.js';
import type { CognitoCalls } from '../cognito-calls.js';
import type { Discretion } from '../discretion.js';
import { CodeMismatchError, type UserPoolError } from '../../errors/index.js';
import { hashFor } from '../secret-hash.js';
import type { UserPoolSettings } from '../settings.js';
import type {
  ConfirmedSignUp,
  ConfirmSignUpRequest,
  SentCode,
  SignUpRequest,
  SignUpResult,
  UsernameRequest,
} from '../sign-up.js';
import { withUnprinted } from '../unprinted.js';

const TELLS_AT_SIGN_UP: ReadonlySet<string> = new Set(['UsernameExistsException', 'AliasExistsException']);
const TELLS_AT_CONFIRMATION: ReadonlySet<string> = new Set([
  'UserNotFoundException',
  'NotAuthorizedException',
  'CodeMismatchException',
  'ExpiredCodeException',
  'LimitExceededException',
  'TooManyFailedAttemptsException',
]);
const TELLS_WHEN_SENDING: ReadonlySet<string> = new Set([
  'UserNotFoundException',
  'NotAuthorizedException',
  'InvalidParameterException',
  'LimitExceededException',
  'CodeDeliveryFailureException',
]);

/** Makes accounts, and confirms them. */
export class Registration {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;
  readonly #discretion: Discretion;

  constructor(settings: UserPoolSettings, calls: CognitoCalls, discretion: Discretion) {
    this.#settings = settings;
    this.#calls = calls;
    this.#discretion = discretion;
  }

  signUp(request: SignUpRequest): Promise<SignUpResult> {
    return this.#discretion.keep({
      operation: 'signUp',
      run: () => this.#signUp(request),
      tells: TELLS_AT_SIGN_UP,
      instead: () => signUpResult({}),
    });
  }

  async confirm(request: ConfirmSignUpRequest): Promise<ConfirmedSignUp> {
    return this.#discretion.keep({
      operation: 'confirmSignUp',
      run: () => this.#confirm(request),
      tells: TELLS_AT_CONFIRMATION,
      instead: refuseCode,
    });
  }

  resend(request: UsernameRequest): Promise<SentCode> {
    return this.#discretion.keep({
      operation: 'resendConfirmationCode',
      run: () => this.#resend(request),
      tells: TELLS_WHEN_SENDING,
      instead: () => ({ delivery: undefined }),
    });
  }

  async #signUp(request: SignUpRequest): Promise<SignUpResult> {
    const { username, password, attributes, context, metadata, validationData } = request;
    const answer = await this.#calls.send([password], (api, options) =>
      api.signUp(
        {
          ...hashFor(username, this.#settings),
          Username: username,
          Password: password,
          UserAttributes: toAttributeList(attributes),
          ValidationData: toAttributeList(validationData),
          UserContextData: userContextData(context),
          ClientMetadata: metadata && { ...metadata },
        },
        options,
      ),
    );
    if (!this.#discretion.reveals) return signUpResult({});
    return signUpResult({
      confirmed: answer.UserConfirmed ?? false,
      sub: answer.UserSub,
      delivery: toCodeDelivery(answer.CodeDeliveryDetails),
      session: answer.Session,
    });
  }

  async #confirm(request: ConfirmSignUpRequest): Promise<ConfirmedSignUp> {
    const { username, code, session, context, metadata } = request;
    const { Session } = await this.#calls.send([code, session], (api, options) =>
      api.confirmSignUp(
        {
          ...hashFor(username, this.#settings),
          Username: username,
          ConfirmationCode: code,
          Session: session,
          UserContextData: userContextData(context),
          ClientMetadata: metadata && { ...metadata },
        },
        options,
      ),
    );
    return withUnprinted({}, { session: Session });
  }

  async #resend({ username, context, metadata }: UsernameRequest): Promise<SentCode> {
    const { CodeDeliveryDetails } = await this.#calls.send([], (api, options) =>
      api.resendConfirmationCode(
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
}

function signUpResult({ session, confirmed, sub, delivery }: Partial<SignUpResult>): SignUpResult {
  return withUnprinted({ confirmed, sub, delivery }, { session });
}

/** @throws always: what everybody is told whose code fails, whatever the reason */
export function refuseCode(error: UserPoolError): never {
  throw new CodeMismatchError('The code is refused. The cause says why, and the answer does not.', {
    cause: error,
    ...(error.exception !== undefined && { exception: error.exception }),
  });
}
