import { triggerErrors } from './trigger-errors.js';
import {
  type EventSource,
  eventAttributes,
  type EventUser,
  type TriggerCall,
  triggerEvent,
} from './trigger-event.js';
import type { TriggerRunner } from './trigger-runner.js';

/** One challenge that was answered, right or wrong. */
export interface ChallengeResult {
  /** Such as `CUSTOM_CHALLENGE`, `SRP_A` or `PASSWORD_VERIFIER`. */
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string | undefined;
}

/** What every call about a custom challenge has. Of somebody who is not in the pool: `user` is `undefined`. */
export interface ChallengeCall extends TriggerCall {
  readonly user: EventUser | undefined;
}

/** What comes next: the tokens, the end, or a challenge. */
export type DefinedChallenge =
  | { readonly kind: 'tokens' }
  | { readonly kind: 'failure' }
  | { readonly kind: 'challenge'; readonly challengeName: string };

export interface CreatedChallenge {
  /** For the client. */
  readonly publicParameters: ReadonlyMap<string, string>;
  /** For the function that verifies the answer, and nobody else. */
  readonly privateParameters: ReadonlyMap<string, string>;
  readonly metadata: string | undefined;
}

/** The triggers of custom authentication. */
export class CustomChallengeTriggers {
  constructor(
    private readonly pool: EventSource,
    private readonly runner: TriggerRunner,
  ) {}

  /** Whether the pool has them. Ask before anything else here. */
  get areConfigured(): boolean {
    return this.runner.has('defineAuthChallenge');
  }

  async define(
    call: ChallengeCall & { readonly session: readonly ChallengeResult[] },
  ): Promise<DefinedChallenge> {
    const response = await this.runner.run(
      'defineAuthChallenge',
      triggerEvent(
        this.pool,
        'DefineAuthChallenge_Authentication',
        call,
        { ...subject(call), session: call.session },
        { challengeName: null, issueTokens: null, failAuthentication: null },
      ),
    );
    if (response === undefined) throw triggerErrors.unrecognizable();
    if (response.flag('failAuthentication')) return { kind: 'failure' };
    if (response.flag('issueTokens')) return { kind: 'tokens' };
    const challengeName = response.optionalString('challengeName');
    if (challengeName === undefined || challengeName === '') throw triggerErrors.unrecognizable();
    return { kind: 'challenge', challengeName };
  }

  async create(
    call: ChallengeCall & {
      readonly challengeName: string;
      readonly session: readonly ChallengeResult[];
    },
  ): Promise<CreatedChallenge> {
    const response = await this.runner.run(
      'createAuthChallenge',
      triggerEvent(
        this.pool,
        'CreateAuthChallenge_Authentication',
        call,
        { ...subject(call), challengeName: call.challengeName, session: call.session },
        { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
      ),
    );
    if (response === undefined) throw triggerErrors.unrecognizable();
    return {
      publicParameters: response.stringMap('publicChallengeParameters'),
      privateParameters: response.stringMap('privateChallengeParameters'),
      metadata: response.optionalString('challengeMetadata'),
    };
  }

  /** Whether the answer is right. */
  async verify(
    call: ChallengeCall & {
      readonly privateParameters: ReadonlyMap<string, string>;
      readonly answer: string;
    },
  ): Promise<boolean> {
    const response = await this.runner.run(
      'verifyAuthChallengeResponse',
      triggerEvent(
        this.pool,
        'VerifyAuthChallengeResponse_Authentication',
        call,
        {
          ...subject(call),
          privateChallengeParameters: Object.fromEntries(call.privateParameters),
          challengeAnswer: call.answer,
        },
        { answerCorrect: null },
      ),
    );
    return response?.flag('answerCorrect') ?? false;
  }
}

const subject = ({ user }: ChallengeCall): object => ({
  userAttributes: eventAttributes(user),
  ...(user === undefined && { userNotFound: true }),
});
