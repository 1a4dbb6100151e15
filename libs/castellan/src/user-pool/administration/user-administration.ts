import { type Device, toDevice } from '../account/user-devices.js';
import { type MfaPreference, mfaSettings } from '../account/user-mfa.js';
import { type Attributes, toAttributeList } from '../attributes.js';
import type { CognitoCalls } from '../cognito-calls.js';
import { CognitoUnavailableError } from '../../errors/index.js';
import { pages } from '../pages.js';
import type { UserPoolSettings } from '../settings.js';
import type { MfaMethod } from '../sign-in/challenge.js';
import { type AdministeredUser, toAdministeredUser, type UserDetails } from './administered-user.js';
import { GroupAdministration } from './group-administration.js';
import { type SignInEvent, toSignInEvent } from './sign-in-event.js';
import { filterText, type UserFilter } from './user-filter.js';

/** An account that an administrator makes. */
export interface NewUserRequest {
  readonly username: string;
  /** Names as Cognito's, such as `email`; `email_verified: 'true'` where you know that it is. */
  readonly attributes?: Attributes;
  /** Default: Cognito makes one. */
  readonly temporaryPassword?: string;
  /** How the invitation goes out. Default: as Cognito does, by SMS. */
  readonly by?: readonly ('EMAIL' | 'SMS')[];
  /** Goes to the pool's triggers. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Goes to the pre sign-up trigger, and is not kept. */
  readonly validationData?: Readonly<Record<string, string>>;
}

/**
 * Administration of users. Every call is signed with the credentials of the option `administration`, and answers tell
 * whether a user exists: let administrators only have them.
 */
export class UserAdministration {
  /** Groups and who is in them. */
  readonly groups: GroupAdministration;

  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;

  /** Made by `UserPoolService`. */
  constructor(settings: UserPoolSettings, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
    this.groups = new GroupAdministration(settings, calls);
  }

  /**
   * Makes an account, and sends nothing. The user signs in with the temporary password, or once `setPassword` was used.
   *
   * @throws UserExistsError | PasswordPolicyError | UserPoolInputError
   */
  create(request: NewUserRequest): Promise<AdministeredUser> {
    return this.#create(request, 'SUPPRESS');
  }

  /** Makes an account, and sends the user an invitation with a temporary password. */
  invite(request: NewUserRequest): Promise<AdministeredUser> {
    return this.#create(request, undefined);
  }

  /** Sends the invitation again, with a new temporary password. */
  resendInvitation(request: Pick<NewUserRequest, 'username' | 'by'>): Promise<AdministeredUser> {
    return this.#create(request, 'RESEND');
  }

  /** @throws UserNotFoundError */
  async get(username: string): Promise<UserDetails> {
    const answer = await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminGetUser(this.#of(username), options),
    );
    return {
      ...toAdministeredUser(answer, answer.UserAttributes),
      mfaMethods: (answer.UserMFASettingList ?? []) as MfaMethod[],
      preferredMfa: answer.PreferredMfaSetting as MfaMethod | undefined,
    };
  }

  /**
   * Users, page after page. What Cognito finds may be some seconds old.
   *
   * @throws UserPoolInputError for an attribute that Cognito does not search by
   */
  list(filter?: UserFilter): AsyncIterable<AdministeredUser> {
    const Filter = filter && filterText(filter);
    return pages(async (PaginationToken) => {
      const answer = await this.#calls.sendAsAdministrator([], (api, options) =>
        api.listUsers({ UserPoolId: this.#settings.userPoolId, Filter, PaginationToken }, options),
      );
      const items = (answer.Users ?? []).map((user) => toAdministeredUser(user, user.Attributes));
      return { items, next: answer.PaginationToken };
    });
  }

  /** Confirms an account without a code. */
  async confirm(username: string): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminConfirmSignUp(this.#of(username), options),
    );
  }

  /** Lets a user sign in again. */
  async enable(username: string): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminEnableUser(this.#of(username), options),
    );
  }

  /** Stops a user from signing in, and ends what is signed in: here as well where there are `revocations`. */
  async disable(username: string): Promise<void> {
    await this.#ending(username, () =>
      this.#calls.sendAsAdministrator([], (api, options) =>
        api.adminDisableUser(this.#of(username), options),
      ),
    );
  }

  /** Deletes an account, and ends what is signed in: here as well where there are `revocations`. */
  async delete(username: string): Promise<void> {
    await this.#ending(username, () =>
      this.#calls.sendAsAdministrator([], (api, options) => api.adminDeleteUser(this.#of(username), options)),
    );
  }

  /**
   * Ends every sign-in of a user. Where there are `revocations`, the user's tokens are refused at once, and the AWS
   * credentials that were kept are gone.
   */
  async signOutEverywhere(username: string): Promise<void> {
    await this.#ending(username, () =>
      this.#calls.sendAsAdministrator([], (api, options) =>
        api.adminUserGlobalSignOut(this.#of(username), options),
      ),
    );
  }

  /** Sets a password: for good, or until the user has chosen another. */
  async setPassword(
    username: string,
    password: string,
    { permanent }: { permanent: boolean },
  ): Promise<void> {
    await this.#calls.sendAsAdministrator([password], (api, options) =>
      api.adminSetUserPassword({ ...this.#of(username), Password: password, Permanent: permanent }, options),
    );
  }

  /** Makes the user set a new password with a code that Cognito sends. What is signed in ends here. */
  async resetPassword(username: string): Promise<void> {
    await this.#ending(username, () =>
      this.#calls.sendAsAdministrator([], (api, options) =>
        api.adminResetUserPassword(this.#of(username), options),
      ),
    );
  }

  /** Changes attributes. */
  async updateAttributes(username: string, attributes: Attributes): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminUpdateUserAttributes(
        { ...this.#of(username), UserAttributes: toAttributeList(attributes) },
        options,
      ),
    );
  }

  /** Takes attributes away. */
  async deleteAttributes(username: string, names: readonly string[]): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminDeleteUserAttributes({ ...this.#of(username), UserAttributeNames: [...names] }, options),
    );
  }

  /** Chooses the second factors of a user. */
  async setMfaPreference(username: string, preference: MfaPreference): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminSetUserMFAPreference({ ...this.#of(username), ...mfaSettings(preference) }, options),
    );
  }

  /** The devices of a user, page after page. */
  devices(username: string): AsyncIterable<Device> {
    return pages(async (PaginationToken) => {
      const answer = await this.#calls.sendAsAdministrator([], (api, options) =>
        api.adminListDevices({ ...this.#of(username), PaginationToken }, options),
      );
      return { items: (answer.Devices ?? []).map(toDevice), next: answer.PaginationToken };
    });
  }

  /** Forgets a device of a user. */
  async forgetDevice(username: string, deviceKey: string): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminForgetDevice({ ...this.#of(username), DeviceKey: deviceKey }, options),
    );
  }

  /** What the pool's threat protection recorded of a user's sign-ins, the latest first, page after page. */
  signInEvents(username: string): AsyncIterable<SignInEvent> {
    return pages(async (NextToken) => {
      const answer = await this.#calls.sendAsAdministrator([], (api, options) =>
        api.adminListUserAuthEvents({ ...this.#of(username), NextToken }, options),
      );
      return { items: (answer.AuthEvents ?? []).map(toSignInEvent), next: answer.NextToken };
    });
  }

  async #create(
    { username, attributes, temporaryPassword, by, metadata, validationData }: NewUserRequest,
    MessageAction: 'RESEND' | 'SUPPRESS' | undefined,
  ): Promise<AdministeredUser> {
    const { User } = await this.#calls.sendAsAdministrator([temporaryPassword], (api, options) =>
      api.adminCreateUser(
        {
          ...this.#of(username),
          UserAttributes: toAttributeList(attributes),
          ValidationData: toAttributeList(validationData),
          TemporaryPassword: temporaryPassword,
          MessageAction,
          DesiredDeliveryMediums: by && [...by],
          ClientMetadata: metadata && { ...metadata },
        },
        options,
      ),
    );
    if (User === undefined) throw new CognitoUnavailableError('The answer of Cognito has no user.');
    return toAdministeredUser(User, User.Attributes);
  }

  /** Cognito is told first: a token that it would renew must not outlive the ban here. */
  async #ending(username: string, end: () => Promise<unknown>): Promise<void> {
    const { issuer, revocations } = this.#settings;
    // The name may be an alias, and the user may be gone afterwards.
    const user = revocations && (await this.get(username));
    await end();
    if (user !== undefined) await revocations?.revokeUser({ issuer, sub: user.sub });
  }

  #of(username: string): { readonly UserPoolId: string; readonly Username: string } {
    return { UserPoolId: this.#settings.userPoolId, Username: username };
  }
}
