import type {
  AuthenticationResultType,
  AuthFlowType,
  ChallengeNameType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ClientContext } from '../client-context/client-context.js';
import { contextData, userContextData } from '../client-context/context-data.js';
import type { CognitoCalls } from '../cognito-calls.js';
import { secretHash } from '../secret-hash.js';
import type { UserPoolSettings } from '../settings.js';
import type { CognitoChallenge } from './read-challenge.js';
import { toSignInError } from './sign-in-errors.js';

/** What goes along with every step of a sign-in. */
export interface Step {
  readonly username: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Must not be shown by whatever comes back. */
  readonly secrets: readonly (string | undefined)[];
  readonly session: string | undefined;
  readonly context: ClientContext | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** What Cognito answers to a step. */
export interface StepAnswer extends CognitoChallenge {
  readonly AuthenticationResult?: AuthenticationResultType | undefined;
}

type Settings = Pick<UserPoolSettings, 'userPoolId' | 'clientId' | 'clientSecret' | 'signsInAsAdministrator'>;

/** The two operations that sign users in: those that everybody may call, or those of administrators. */
export class AuthenticationApi {
  readonly #settings: Settings;
  readonly #calls: CognitoCalls;

  constructor(settings: Settings, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  /** Begins a sign-in. */
  initiate(flow: AuthFlowType, step: Step): Promise<StepAnswer> {
    const { userPoolId: UserPoolId, clientId: ClientId, signsInAsAdministrator } = this.#settings;
    const input = {
      ClientId,
      AuthParameters: this.#parameters(step),
      Session: step.session,
      ClientMetadata: step.metadata && { ...step.metadata },
    };
    const secrets = [...step.secrets, step.session];
    if (!signsInAsAdministrator) {
      return this.#calls.send(
        secrets,
        (api, options) =>
          api.initiateAuth(
            { ...input, AuthFlow: flow, UserContextData: userContextData(step.context) },
            options,
          ),
        toSignInError,
      );
    }
    const AuthFlow = flow === 'USER_PASSWORD_AUTH' ? 'ADMIN_USER_PASSWORD_AUTH' : flow;
    return this.#calls.sendAsAdministrator(
      secrets,
      (api, options) =>
        api.adminInitiateAuth(
          { ...input, UserPoolId, AuthFlow, ContextData: contextData(step.context) },
          options,
        ),
      toSignInError,
    );
  }

  /** Answers what Cognito asked. */
  respond(ChallengeName: ChallengeNameType, step: Step): Promise<StepAnswer> {
    const { userPoolId: UserPoolId, clientId: ClientId, signsInAsAdministrator } = this.#settings;
    const input = {
      ClientId,
      ChallengeName,
      ChallengeResponses: this.#parameters(step),
      Session: step.session,
      ClientMetadata: step.metadata && { ...step.metadata },
    };
    const secrets = [...step.secrets, step.session];
    if (!signsInAsAdministrator) {
      return this.#calls.send(
        secrets,
        (api, options) =>
          api.respondToAuthChallenge({ ...input, UserContextData: userContextData(step.context) }, options),
        toSignInError,
      );
    }
    return this.#calls.sendAsAdministrator(
      secrets,
      (api, options) =>
        api.adminRespondToAuthChallenge(
          { ...input, UserPoolId, ContextData: contextData(step.context) },
          options,
        ),
      toSignInError,
    );
  }

  #parameters({ username, parameters }: Step): Record<string, string> {
    const { clientId, clientSecret } = this.#settings;
    return {
      ...parameters,
      USERNAME: username,
      ...(clientSecret !== undefined && { SECRET_HASH: secretHash(username, clientId, clientSecret) }),
    };
  }
}
