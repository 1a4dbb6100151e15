import type { PasswordPolicyOptions, UserPoolOptions } from '../user-pool-options.js';

/** The attributes that a message can be sent to. */
export type AddressAttribute = 'email' | 'phone_number';

/** How a pool names, verifies and recovers its users, with every default filled in. */
export interface AccountSettings {
  readonly name: string;
  readonly usernameAttributes: readonly AddressAttribute[];
  readonly aliasAttributes: readonly (AddressAttribute | 'preferred_username')[];
  readonly usernameCaseSensitive: boolean;
  readonly autoVerifiedAttributes: readonly AddressAttribute[];
  readonly attributesRequireVerificationBeforeUpdate: readonly AddressAttribute[];
  readonly passwordPolicy: Readonly<Required<PasswordPolicyOptions>>;
  readonly accountRecovery: readonly ('verified_email' | 'verified_phone_number' | 'admin_only')[];
  readonly allowAdminCreateUserOnly: boolean;
}

/** Cognito's default policy. */
export const DEFAULT_PASSWORD_POLICY: AccountSettings['passwordPolicy'] = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: 7,
};

/** Takes options that have been checked. */
export const accountSettings = (options: UserPoolOptions): AccountSettings => ({
  name: options.name ?? 'sandbox',
  usernameAttributes: options.usernameAttributes ?? [],
  aliasAttributes: options.aliasAttributes ?? [],
  usernameCaseSensitive: options.usernameCaseSensitive ?? true,
  autoVerifiedAttributes: options.autoVerifiedAttributes ?? ['email'],
  attributesRequireVerificationBeforeUpdate: options.attributesRequireVerificationBeforeUpdate ?? [],
  passwordPolicy: { ...DEFAULT_PASSWORD_POLICY, ...options.passwordPolicy },
  accountRecovery: options.accountRecovery ?? ['verified_phone_number', 'verified_email'],
  allowAdminCreateUserOnly: options.allowAdminCreateUserOnly ?? false,
});
