/** How the value of an attribute is checked, and what it is in the ID token. */
export type AttributeType = 'string' | 'boolean' | 'number' | 'email' | 'phone' | 'birthdate' | 'dateTime';

/** The attributes that every user pool has. `sub` is not among them: nobody writes it. */
export const STANDARD_ATTRIBUTES: ReadonlyMap<string, AttributeType> = new Map<string, AttributeType>([
  ['address', 'string'],
  ['birthdate', 'birthdate'],
  ['email', 'email'],
  ['email_verified', 'boolean'],
  ['family_name', 'string'],
  ['gender', 'string'],
  ['given_name', 'string'],
  ['locale', 'string'],
  ['middle_name', 'string'],
  ['name', 'string'],
  ['nickname', 'string'],
  ['phone_number', 'phone'],
  ['phone_number_verified', 'boolean'],
  ['picture', 'string'],
  ['preferred_username', 'string'],
  ['profile', 'string'],
  ['updated_at', 'number'],
  ['website', 'string'],
  ['zoneinfo', 'string'],
]);

/** Attributes that say whether another one is verified: only administrators write them. */
export const VERIFICATIONS: ReadonlyMap<string, string> = new Map([
  ['email', 'email_verified'],
  ['phone_number', 'phone_number_verified'],
]);
