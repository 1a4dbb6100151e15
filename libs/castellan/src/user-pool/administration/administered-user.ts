import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';
import { type Attributes, fromAttributeList } from '../attributes.js';
import type { MfaMethod } from '../sign-in/challenge.js';

/** The state of an account, as Cognito names it. */
export type UserStatus =
  | 'ARCHIVED'
  | 'COMPROMISED'
  | 'CONFIRMED'
  | 'EXTERNAL_PROVIDER'
  | 'FORCE_CHANGE_PASSWORD'
  | 'RESET_REQUIRED'
  | 'UNCONFIRMED'
  | 'UNKNOWN';

/** A user, as administrators see them. */
export interface AdministeredUser {
  readonly username: string;
  readonly sub: string;
  /** By name, `sub` among them; an object without a prototype. */
  readonly attributes: Attributes;
  readonly enabled: boolean;
  readonly status: UserStatus;
  readonly createdAt: Date | undefined;
  readonly modifiedAt: Date | undefined;
}

/** A user with what only the question about one user tells. */
export interface UserDetails extends AdministeredUser {
  readonly mfaMethods: readonly MfaMethod[];
  readonly preferredMfa: MfaMethod | undefined;
}

interface CognitoUser {
  readonly Username?: string | undefined;
  readonly Enabled?: boolean | undefined;
  readonly UserStatus?: UserStatus | undefined;
  readonly UserCreateDate?: Date | undefined;
  readonly UserLastModifiedDate?: Date | undefined;
}

export function toAdministeredUser(
  user: CognitoUser,
  list: readonly AttributeType[] | undefined,
): AdministeredUser {
  const attributes = fromAttributeList(list);
  return {
    username: user.Username ?? '',
    sub: attributes.sub ?? '',
    attributes,
    enabled: user.Enabled ?? false,
    status: user.UserStatus ?? 'UNKNOWN',
    createdAt: user.UserCreateDate,
    modifiedAt: user.UserLastModifiedDate,
  };
}
