import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import { ChallengeUnsupportedError, UserPoolResourceNotFoundError } from '../../errors/index.js';
import type { Discretion } from '../discretion.js';
import { issuedTokens } from '../issued-tokens.js';
import type { AuthenticationApi, Step, StepAnswer } from './authentication-api.js';
import type { ChallengeAnswer } from './challenge-answer.js';
import { challengeResponses } from './challenge-responses.js';
import { readChallenge } from './read-challenge.js';
import type { RememberedDevice } from './remembered-device.js';
import type { SignedIn, SignInRequest, SignInResult } from './sign-in.js';
import { refuseAnswer, refuseSignIn, TELLS_AT_A_CHALLENGE, TELLS_AT_SIGN_IN } from './sign-in-errors.js';
import type { Srp, SrpProof } from './srp.js';

/** What a sign-in holds on to while Cognito asks what nobody but this process can answer. */
interface Attempt extends Pick<Step, 'username' | 'context' | 'metadata'> {
  readonly device: RememberedDevice | undefined;
  readonly proof: SrpProof | undefined;
}

interface Dependencies {
  readonly api: AuthenticationApi;
  readonly srp: Srp;
  readonly discretion: Discretion;
  readonly clock: () => number;
}

/** More steps than any flow has. */
const MAX_STEPS = 6;

/** Signs users in, by each of Cognito's flows. */
export class SignInFlows {
  readonly #api: AuthenticationApi;
  readonly #srp: Srp;
  readonly #discretion: Discretion;
  readonly #clock: () => number;

  constructor({ api, srp, discretion, clock }: Dependencies) {
    this.#api = api;
    this.#srp = srp;
    this.#discretion = discretion;
    this.#clock = clock;
  }

  signIn(request: SignInRequest): Promise<SignInResult> {
    return this.#discretion.keep({
      operation: 'signIn',
      run: () => this.#beginWithOrWithoutDevice(request),
      tells: TELLS_AT_SIGN_IN,
      instead: refuseSignIn,
      hurries: true,
    });
  }

  answer(answer: ChallengeAnswer): Promise<SignInResult> {
    return this.#discretion.keep({
      operation: 'answerChallenge',
      run: () => this.#answer(answer),
      tells: TELLS_AT_A_CHALLENGE,
      instead: refuseAnswer,
      hurries: true,
    });
  }

  /** A device that was forgotten elsewhere must not keep its user out, and must not tell that there is one. */
  async #beginWithOrWithoutDevice(request: SignInRequest): Promise<SignInResult> {
    try {
      return await this.#begin(request, request.device);
    } catch (error) {
      if (request.device === undefined || !(error instanceof UserPoolResourceNotFoundError)) throw error;
      return this.#begin(request, undefined);
    }
  }

  async #begin(request: SignInRequest, device: RememberedDevice | undefined): Promise<SignInResult> {
    const { username, context, metadata } = request;
    const password = 'password' in request ? request.password : undefined;
    const bySrp =
      request.flow === 'srp' || (request.flow === 'choice' && request.preferred === 'PASSWORD_SRP');
    const proof = bySrp ? await this.#srp.prove(username, password ?? '') : undefined;
    const step: Step = {
      username,
      context,
      metadata,
      secrets: [password],
      session: request.flow === 'choice' ? request.session : undefined,
      parameters: {
        ...(device !== undefined && { DEVICE_KEY: device.deviceKey }),
        ...(proof !== undefined && { SRP_A: proof.publicValue }),
        ...(password !== undefined && proof === undefined && { PASSWORD: password }),
        ...(request.flow === 'choice' &&
          request.preferred !== undefined && { PREFERRED_CHALLENGE: request.preferred }),
      },
    };
    const answer = await this.#api.initiate(FLOWS[request.flow ?? 'password'], step);
    return this.#proceed(answer, { username, device, context, metadata, proof }, 1);
  }

  async #answer(answer: ChallengeAnswer): Promise<SignInResult> {
    const { username, session, device, context, metadata } = answer;
    const bySrp =
      answer.name === 'PASSWORD_SRP' ||
      (answer.name === 'SELECT_CHALLENGE' && answer.factor === 'PASSWORD_SRP');
    const { responses, secrets } = challengeResponses(answer);
    const { PASSWORD: password, ...others } = responses;
    const proof = bySrp ? await this.#srp.prove(username, password ?? '') : undefined;
    const next = await this.#api.respond(answer.name, {
      username,
      context,
      metadata,
      session,
      secrets,
      parameters: {
        ...(proof === undefined ? responses : { ...others, SRP_A: proof.publicValue }),
        ...(device !== undefined && { DEVICE_KEY: device.deviceKey }),
      },
    });
    return this.#proceed(next, { username, device, context, metadata, proof }, 1);
  }

  /** Answers for as long as nobody else has to be asked. */
  async #proceed(answer: StepAnswer, attempt: Attempt, steps: number): Promise<SignInResult> {
    if (answer.AuthenticationResult !== undefined) {
      return this.#signedIn(answer.AuthenticationResult);
    }
    const responses = steps > MAX_STEPS ? undefined : await this.#ownResponses(answer, attempt);
    if (responses === undefined) return readChallenge(answer, attempt.username);
    const username = nameFor(answer, attempt.username);
    const next = await this.#api.respond(answer.ChallengeName as ChallengeNameType, {
      ...attempt,
      username,
      parameters: {
        ...responses.parameters,
        ...(attempt.device !== undefined && { DEVICE_KEY: attempt.device.deviceKey }),
      },
      session: answer.Session,
      secrets: [],
    });
    return this.#proceed(next, { ...attempt, username, proof: responses.proof }, steps + 1);
  }

  /** What proves a password or a device without showing it; `undefined` where it is not for this process to answer. */
  async #ownResponses(
    answer: StepAnswer,
    { proof, device, username }: Attempt,
  ): Promise<{ parameters: Record<string, string>; proof: SrpProof | undefined } | undefined> {
    const parameters = answer.ChallengeParameters ?? {};
    switch (answer.ChallengeName) {
      case 'PASSWORD_VERIFIER':
        if (proof === undefined) throw unsupported('PASSWORD_VERIFIER', 'a password');
        return { parameters: proof.sign(parameters), proof };
      case 'DEVICE_SRP_AUTH': {
        if (device === undefined) throw unsupported('DEVICE_SRP_AUTH', 'the device');
        const fresh = await this.#srp.prove(username, '');
        return { parameters: { SRP_A: fresh.publicValue }, proof: fresh };
      }
      case 'DEVICE_PASSWORD_VERIFIER':
        if (device === undefined || proof === undefined) {
          throw unsupported('DEVICE_PASSWORD_VERIFIER', 'the device');
        }
        return {
          parameters: proof.signForDevice(
            { DEVICE_KEY: device.deviceKey, ...parameters },
            device.deviceGroupKey,
            device.devicePassword,
          ),
          proof,
        };
      case undefined:
      default:
        return undefined;
    }
  }

  #signedIn(result: NonNullable<StepAnswer['AuthenticationResult']>): SignedIn {
    const { NewDeviceMetadata: device } = result;
    return {
      kind: 'signed-in',
      tokens: issuedTokens(result, this.#clock()),
      newDevice:
        device?.DeviceKey === undefined || device.DeviceGroupKey === undefined
          ? undefined
          : { deviceKey: device.DeviceKey, deviceGroupKey: device.DeviceGroupKey },
    };
  }
}

const FLOWS = {
  password: 'USER_PASSWORD_AUTH',
  srp: 'USER_SRP_AUTH',
  choice: 'USER_AUTH',
  custom: 'CUSTOM_AUTH',
} as const;

/** Where the user signed in with an alias, Cognito wants to hear the name from here on. */
const nameFor = (answer: StepAnswer, username: string): string =>
  answer.ChallengeParameters?.USER_ID_FOR_SRP ?? answer.ChallengeParameters?.USERNAME ?? username;

const unsupported = (challenge: string, what: string): ChallengeUnsupportedError =>
  new ChallengeUnsupportedError(
    `Cognito asks for ${challenge}, and ${what} was not given. Give it where the sign-in begins.`,
  );
