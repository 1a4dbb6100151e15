import type { AccountSettings } from '../../account-settings.js';
import type { PageContext } from '../page-context.js';
import { field } from './form-parts.js';
import { html, type Html } from './html.js';

/** What the users of a pool are known by. */
function usernameLabel({ usernameAttributes }: AccountSettings): string {
  const byEmail = usernameAttributes.includes('email');
  const byPhone = usernameAttributes.includes('phone_number');
  if (byEmail && byPhone) return 'Email address or phone number';
  if (byPhone) return 'Phone number';
  return byEmail ? 'Email address' : 'User name';
}

/** The field for the name of a user, with what is known already. */
export const usernameField = ({ pool, form, request }: PageContext, known?: string): Html =>
  field({
    name: 'username',
    label: usernameLabel(pool.settings),
    autocomplete: 'username',
    value: known ?? form.get('username') ?? request.loginHint,
  });

/** The field for a new password, and what it must be like. */
export const newPasswordField = ({ pool }: PageContext, name: string): Html =>
  field({
    name,
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: passwordHint(pool.settings.passwordPolicy),
  });

function passwordHint(policy: AccountSettings['passwordPolicy']): string {
  const kinds = [
    policy.requireUppercase && 'an upper case letter',
    policy.requireLowercase && 'a lower case letter',
    policy.requireNumbers && 'a number',
    policy.requireSymbols && 'a symbol',
  ].filter((kind) => typeof kind === 'string');
  const length = `At least ${policy.minimumLength} characters`;
  return kinds.length === 0 ? `${length}.` : `${length}, among them ${kinds.join(', ')}.`;
}

/** Addresses that a new user gives beside the name, since the pool verifies them. */
export const addressFields = ({ pool, form }: PageContext): Html => html`
  ${neededAddresses(pool.settings).map((name) =>
    name === 'email'
      ? field({
          name,
          label: 'Email address',
          type: 'email',
          autocomplete: 'email',
          value: form.get(name) ?? undefined,
        })
      : field({
          name,
          label: 'Phone number',
          type: 'tel',
          autocomplete: 'tel',
          hint: 'With + and the country code.',
          value: form.get(name) ?? undefined,
        }),
  )}
`;

/** Where users are known by an address, that one is the name. */
export const neededAddresses = ({
  autoVerifiedAttributes,
  usernameAttributes,
}: AccountSettings): readonly ('email' | 'phone_number')[] =>
  autoVerifiedAttributes.filter((name) => !usernameAttributes.includes(name));
