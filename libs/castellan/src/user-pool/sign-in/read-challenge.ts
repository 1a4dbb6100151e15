import { ChallengeUnsupportedError } from '../../errors/index.js';
import { withUnprinted } from '../unprinted.js';
import type { Challenge, CodeDelivery, FirstFactor, MfaMethod } from './challenge.js';

/** What Cognito answers while it does not give tokens. */
export interface CognitoChallenge {
  readonly ChallengeName?: string | undefined;
  readonly Session?: string | undefined;
  readonly ChallengeParameters?: Readonly<Record<string, string>> | undefined;
  readonly AvailableChallenges?: readonly string[] | undefined;
}

type WithoutBase<Any> = Any extends unknown ? Omit<Any, 'kind' | 'username' | 'session'> : never;

/** @throws ChallengeUnsupportedError for one that this version does not know */
export function readChallenge(answer: CognitoChallenge, username: string): Challenge {
  const parameters = answer.ChallengeParameters ?? {};
  const shown = {
    kind: 'challenge',
    // Where the user signed in with an alias, Cognito wants to hear the name from here on.
    username: parameters.USER_ID_FOR_SRP ?? parameters.USERNAME ?? username,
    ...ofKind(answer, parameters),
  };
  return withUnprinted(shown, { session: answer.Session }) as Challenge;
}

function ofKind(
  { ChallengeName: name, AvailableChallenges: available = [] }: CognitoChallenge,
  parameters: Readonly<Record<string, string>>,
): WithoutBase<Challenge> {
  switch (name) {
    case 'NEW_PASSWORD_REQUIRED':
      return { name, requiredAttributes: attributeNames(parameters.requiredAttributes) };
    case 'SMS_MFA':
    case 'SMS_OTP':
      return { name, delivery: delivery(parameters, 'SMS') };
    case 'EMAIL_OTP':
      return { name, delivery: delivery(parameters, 'EMAIL') };
    case 'SOFTWARE_TOKEN_MFA':
      return { name, deviceName: parameters.FRIENDLY_DEVICE_NAME };
    case 'MFA_SETUP':
      return { name, methods: list(parameters.MFAS_CAN_SETUP) as MfaMethod[] };
    case 'SELECT_MFA_TYPE':
      return { name, methods: list(parameters.MFAS_CAN_CHOOSE) as MfaMethod[] };
    case 'SELECT_CHALLENGE':
      return { name, factors: available as FirstFactor[] };
    case 'PASSWORD':
    case 'PASSWORD_SRP':
      return { name };
    case 'WEB_AUTHN':
      return { name, options: object(parameters.CREDENTIAL_REQUEST_OPTIONS) };
    case 'CUSTOM_CHALLENGE':
      return { name, parameters: { ...parameters } };
    case undefined:
    default:
      throw new ChallengeUnsupportedError(
        `Cognito asks for ${name ?? 'something without a name'}, which this version cannot answer.`,
      );
  }
}

function delivery(parameters: Readonly<Record<string, string>>, fallback: 'EMAIL' | 'SMS'): CodeDelivery {
  const medium = parameters.CODE_DELIVERY_DELIVERY_MEDIUM;
  return {
    medium: medium === 'EMAIL' || medium === 'SMS' ? medium : fallback,
    destination: parameters.CODE_DELIVERY_DESTINATION,
    attribute: undefined,
  };
}

/** `["userAttributes.email"]` */
const attributeNames = (json: string | undefined): string[] =>
  list(json).map((name) => name.replace(/^userAttributes[.]/, ''));

function list(json: string | undefined): string[] {
  const value = parsed(json);
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

function object(json: string | undefined): Readonly<Record<string, unknown>> {
  const value = parsed(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null') as unknown;
  } catch {
    return undefined;
  }
}
