import { CustomChallengeTriggers } from './custom-challenge-triggers.js';
import { MessageTriggers } from './message-triggers.js';
import { TokenTriggers } from './token-triggers.js';
import {
  type EventSource,
  type EventUser,
  eventAttributes,
  mapMember,
  type TriggerCall,
  triggerEvent,
} from './trigger-event.js';
import type { TriggerName, TriggersOptions } from './trigger-options.js';
import { TriggerRunner } from './trigger-runner.js';

export interface PreSignUpCall extends TriggerCall {
  readonly source: 'SignUp' | 'AdminCreateUser' | 'ExternalProvider';
  readonly attributes: ReadonlyMap<string, string>;
  readonly validationData?: ReadonlyMap<string, string> | undefined;
}

export interface PreSignUpAnswer {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

export interface UserMigrationCall extends TriggerCall {
  readonly source: 'Authentication' | 'ForgotPassword';
  /** Empty where the password was forgotten. */
  readonly password: string;
  readonly validationData?: ReadonlyMap<string, string> | undefined;
}

/** A user that the function knows and that is to be created. */
export interface MigratedUser {
  readonly attributes: ReadonlyMap<string, string>;
  readonly status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';
  readonly suppressMessage: boolean;
}

export interface InboundFederationCall {
  readonly username: string;
  readonly clientId: string;
  readonly providerName: string;
  readonly providerType: string;
  /** By kind: `idToken`, `userInfo`, `tokenResponse` or `samlResponse`. */
  readonly attributes: Readonly<Record<string, ReadonlyMap<string, string>>>;
}

const NOTHING_DECIDED: PreSignUpAnswer = {
  autoConfirmUser: false,
  autoVerifyEmail: false,
  autoVerifyPhone: false,
};

/**
 * The Lambda triggers of one user pool, one method for each. Where there is no such trigger a method does nothing and
 * answers as if the function had changed nothing. All of them throw a `ServiceError` where a function fails: let it
 * through.
 */
export class Triggers {
  /** Define, create and verify custom challenges. */
  readonly challenges: CustomChallengeTriggers;
  /** Custom messages and custom senders. */
  readonly messages: MessageTriggers;
  /** Pre token generation. */
  readonly tokens: TokenTriggers;
  private readonly runner: TriggerRunner;

  constructor(
    private readonly pool: EventSource,
    options: TriggersOptions = {},
  ) {
    this.runner = new TriggerRunner(options);
    this.challenges = new CustomChallengeTriggers(pool, this.runner);
    this.messages = new MessageTriggers(pool, this.runner);
    this.tokens = new TokenTriggers(pool, this.runner, options.preTokenGeneration?.version);
  }

  has(name: TriggerName): boolean {
    return this.runner.has(name);
  }

  /** Before a user is created, who has no `sub` yet. */
  async preSignUp({ source, attributes, validationData, ...call }: PreSignUpCall): Promise<PreSignUpAnswer> {
    const response = await this.runner.run(
      'preSignUp',
      triggerEvent(
        this.pool,
        `PreSignUp_${source}`,
        call,
        { userAttributes: Object.fromEntries(attributes), ...mapMember('validationData', validationData) },
        NOTHING_DECIDED,
      ),
    );
    if (response === undefined) return NOTHING_DECIDED;
    return {
      autoConfirmUser: response.flag('autoConfirmUser'),
      autoVerifyEmail: response.flag('autoVerifyEmail'),
      autoVerifyPhone: response.flag('autoVerifyPhone'),
    };
  }

  /** After a user was confirmed, or has set a new password in place of a forgotten one. */
  async postConfirmation(
    call: TriggerCall & {
      readonly source: 'ConfirmSignUp' | 'ConfirmForgotPassword';
      readonly user: EventUser;
    },
  ): Promise<void> {
    await this.runner.run(
      'postConfirmation',
      triggerEvent(
        this.pool,
        `PostConfirmation_${call.source}`,
        call,
        { userAttributes: eventAttributes(call.user) },
        {},
      ),
    );
  }

  /** Before a sign-in is judged. Of somebody who is not in the pool: `user` is `undefined`. */
  async preAuthentication(
    call: TriggerCall & {
      readonly user: EventUser | undefined;
      readonly validationData?: ReadonlyMap<string, string> | undefined;
    },
  ): Promise<void> {
    const { user, validationData } = call;
    await this.runner.run(
      'preAuthentication',
      triggerEvent(
        this.pool,
        'PreAuthentication_Authentication',
        call,
        {
          userAttributes: eventAttributes(user),
          ...mapMember('validationData', validationData),
          ...(user === undefined && { userNotFound: true }),
        },
        {},
      ),
    );
  }

  /** After a sign-in, before its tokens are made. */
  async postAuthentication(
    call: TriggerCall & { readonly user: EventUser; readonly newDeviceUsed?: boolean },
  ): Promise<void> {
    await this.runner.run(
      'postAuthentication',
      triggerEvent(
        this.pool,
        'PostAuthentication_Authentication',
        call,
        { userAttributes: eventAttributes(call.user), newDeviceUsed: call.newDeviceUsed ?? false },
        {},
      ),
    );
  }

  /** Where nobody has that name. `undefined`: the function does not know the user either. */
  async userMigration({
    source,
    password,
    validationData,
    ...call
  }: UserMigrationCall): Promise<MigratedUser | undefined> {
    const response = await this.runner.run(
      'userMigration',
      triggerEvent(
        this.pool,
        `UserMigration_${source}`,
        call,
        { password, ...mapMember('validationData', validationData) },
        {
          userAttributes: null,
          forceAliasCreation: null,
          enableSMSMFA: null,
          finalUserStatus: null,
          messageAction: null,
          desiredDeliveryMediums: null,
        },
      ),
    );
    const attributes = response?.stringMap('userAttributes');
    if (response === undefined || attributes === undefined || attributes.size === 0) return undefined;
    const status = response.optionalString('finalUserStatus');
    return {
      attributes,
      status: status === 'CONFIRMED' || status === 'RESET_REQUIRED' ? status : 'FORCE_CHANGE_PASSWORD',
      suppressMessage: response.optionalString('messageAction') === 'SUPPRESS',
    };
  }

  /** What another identity provider's attributes become. `undefined`: they stay as they are. */
  async inboundFederation({
    providerName,
    providerType,
    attributes,
    ...call
  }: InboundFederationCall): Promise<ReadonlyMap<string, string> | undefined> {
    const given = Object.entries(attributes).map(([kind, map]) => [kind, Object.fromEntries(map)] as const);
    const response = await this.runner.run(
      'inboundFederation',
      triggerEvent(
        this.pool,
        'InboundFederation_ExternalProvider',
        call,
        { providerName, providerType, attributes: Object.fromEntries(given) },
        { userAttributesToMap: {} },
      ),
    );
    const mapped = response?.stringMap('userAttributesToMap');
    return mapped === undefined || mapped.size === 0 ? undefined : mapped;
  }
}
