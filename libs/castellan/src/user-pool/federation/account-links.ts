import type { AwsFault } from '../../credentials/aws-fault.js';
import { LinkRefusedError, UserNotFoundError, UserPoolInputError } from '../../errors/index.js';
import type { AdministeredUser } from '../administration/administered-user.js';
import type { UserAdministration } from '../administration/user-administration.js';
import type { CognitoCalls } from '../cognito-calls.js';
import { toUserPoolError } from '../cognito-exceptions.js';
import type { UserPoolSettings } from '../settings.js';
import { asciiLower, linkedIdentities, type LinkedIdentity, refuseUnready } from './linkable-account.js';

/** Somebody at an identity provider, and what the provider vouches for. */
export interface ExternalAccount {
  /** What the user pool calls the provider, such as `Google`. */
  readonly provider: string;
  /** What tells the users of the provider apart: `sub`, or what is mapped to `username`. */
  readonly userId: string;
  /** The address that the provider gives; `undefined` where it gives none. */
  readonly email: string | undefined;
  /** Whether the provider says that it has verified the address. Take it from a verified token, never from a client. */
  readonly emailVerified: boolean;
}

/** The attribute name under which Cognito knows the users of a provider. */
const SUBJECT = 'Cognito_Subject';

/**
 * Lets somebody from an identity provider sign in to an account that exists in the pool (`AdminLinkProviderForUser`).
 * Who is linked to an account has it, so that everything has to be certain: the provider is one whose word counts, it
 * vouches for the e-mail address, the account has verified the same address, and neither of the two is already
 * something that somebody would lose.
 *
 * Cognito links only who has not signed in before: link in the pre sign-up trigger, with `externalSignUp(event)`.
 *
 * @example
 * ```ts
 * import { type ExternalAccount, LinkRefusedError, type UserPoolService } from 'castellan/user-pool';
 *
 * export async function linkIfCertain(users: UserPoolService, external: ExternalAccount): Promise<boolean> {
 *   try {
 *     return (await users.links.linkByEmail(external)) !== undefined;
 *   } catch (error) {
 *     if (error instanceof LinkRefusedError) return false;
 *     throw error;
 *   }
 * }
 * ```
 */
export class AccountLinks {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;
  readonly #admin: UserAdministration;

  /** Made by `UserPoolService`. */
  constructor(settings: UserPoolSettings, calls: CognitoCalls, admin: UserAdministration) {
    this.#settings = settings;
    this.#calls = calls;
    this.#admin = admin;
  }

  /**
   * Links somebody at a provider to an account. Does nothing where the two are linked already.
   *
   * @param username The account, which the user of the pool has proved to be theirs, or that has the verified address.
   * @throws LinkRefusedError with the `reason` where it is not certain that both are one person
   */
  async link(username: string, external: ExternalAccount): Promise<void> {
    this.#requireVouched(external);
    const account = await this.#account(username);
    const links = linksTo(account, external.provider);
    if (links.some(({ userId }) => userId === external.userId)) return;
    refuseUnready(account, external.email);
    if (links.length > 0) {
      throw new LinkRefusedError(
        'provider_linked_already',
        `The account is linked to somebody else at ${external.provider}. Take that link away first.`,
      );
    }
    await this.#refuseExistingProfile(external);
    await this.#calls.sendAsAdministrator(
      [],
      (api, options) =>
        api.adminLinkProviderForUser(
          {
            UserPoolId: this.#settings.userPoolId,
            DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: account.username },
            SourceUser: {
              ProviderName: external.provider,
              ProviderAttributeName: SUBJECT,
              ProviderAttributeValue: external.userId,
            },
          },
          options,
        ),
      meansOfLink,
    );
  }

  /**
   * Links somebody at a provider to the one account that has verified the same e-mail address.
   *
   * @returns the user name of the account; `undefined` where no account has the address, and a new one may be made
   * @throws LinkRefusedError with the `reason` where it is not certain that both are one person
   */
  async linkByEmail(external: ExternalAccount): Promise<string | undefined> {
    const email = this.#requireVouched(external);
    const found: AdministeredUser[] = [];
    // Cognito searches with case, and most pools keep addresses as they were typed in.
    for (const equals of new Set([email, asciiLower(email)])) {
      for await (const user of this.#admin.list({ attribute: 'email', equals })) {
        if (user.status !== 'EXTERNAL_PROVIDER') found.push(user);
      }
    }
    const verified = found.filter(({ attributes }) => attributes.email_verified === 'true');
    const [account, ...others] = verified.length > 0 ? verified : found;
    if (account === undefined) return undefined;
    if (others.length > 0) {
      throw new LinkRefusedError('several_accounts', 'Several accounts have the e-mail address.');
    }
    await this.link(account.username, external);
    return account.username;
  }

  /**
   * Takes a link away (`AdminDisableProviderForUser`). The next sign-in from there makes an account of its own.
   *
   * @throws UserNotFoundError where nobody is linked to it
   */
  async unlink({ provider, userId }: Pick<ExternalAccount, 'provider' | 'userId'>): Promise<void> {
    requireNames(provider, userId);
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminDisableProviderForUser(
        {
          UserPoolId: this.#settings.userPoolId,
          User: {
            ProviderName: provider,
            ProviderAttributeName: SUBJECT,
            ProviderAttributeValue: userId,
          },
        },
        options,
      ),
    );
  }

  /** The address that the provider vouches for. */
  #requireVouched({ provider, userId, email, emailVerified }: ExternalAccount): string {
    requireNames(provider, userId);
    if (!this.#settings.linkingProviders.includes(provider)) {
      throw new LinkRefusedError(
        'provider_not_trusted',
        `Nothing says that the provider ${JSON.stringify(provider)} verifies the addresses of its users. If it does, ` +
          'name it in linking: { providers }.',
      );
    }
    // Anything but true is no: a text such as "false" among others.
    if ((emailVerified as unknown) !== true || email === undefined || email === '') {
      throw new LinkRefusedError(
        'email_not_verified',
        `${provider} does not say that the e-mail address is verified, and anybody can claim one.`,
      );
    }
    return email;
  }

  async #account(username: string): Promise<AdministeredUser> {
    try {
      return await this.#admin.get(username);
    } catch (error) {
      if (!(error instanceof UserNotFoundError)) throw error;
      throw new LinkRefusedError('no_such_account', 'There is no account to link to.', { cause: error });
    }
  }

  async #refuseExistingProfile({ provider, userId }: ExternalAccount): Promise<void> {
    try {
      await this.#admin.get(`${provider}_${userId}`);
    } catch (error) {
      if (error instanceof UserNotFoundError) return;
      throw error;
    }
    throw new LinkRefusedError(
      'profile_exists',
      `Who signs in from ${provider} has an account of their own already.`,
    );
  }
}

const linksTo = (account: AdministeredUser, provider: string): readonly LinkedIdentity[] =>
  linkedIdentities(account).filter(({ providerName }) => providerName === provider);

function requireNames(provider: unknown, userId: unknown): void {
  if (typeof provider === 'string' && provider !== '' && typeof userId === 'string' && userId !== '') return;
  throw new UserPoolInputError('A link needs the name of a provider and the ID of a user there.');
}

/** Cognito has two exceptions for a source that is somebody's already. */
function meansOfLink(fault: AwsFault) {
  const refused = ['InvalidParameterException', 'AliasExistsException', 'LimitExceededException'];
  if (!refused.includes(fault.name)) return toUserPoolError(fault);
  return new LinkRefusedError('refused_by_cognito', 'Cognito did not link the account. The cause says why.', {
    exception: fault.name,
    cause: fault,
  });
}
