import { UserPoolInputError } from '../../errors/index.js';

/** The attributes that Cognito searches by. Custom ones are none of them. */
const SEARCHABLE = [
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
] as const;

/** An attribute that Cognito searches by. */
export type SearchableAttribute = (typeof SEARCHABLE)[number];

/** Which users to find. */
export type UserFilter =
  | { readonly attribute: SearchableAttribute; readonly equals: string }
  | { readonly attribute: SearchableAttribute; readonly startsWith: string };

/**
 * The filter in Cognito's language. What is searched for comes from elsewhere, and cannot end the text it stands in.
 *
 * @throws UserPoolInputError for an attribute that Cognito does not search by
 */
export function filterText(filter: UserFilter): string {
  if (!SEARCHABLE.includes(filter.attribute)) {
    throw new UserPoolInputError(`Cognito searches by ${SEARCHABLE.join(', ')} only.`);
  }
  const [operator, value] = 'equals' in filter ? ['=', filter.equals] : ['^=', filter.startsWith];
  if (typeof value !== 'string') {
    throw new UserPoolInputError('A filter needs equals or startsWith, with a text.');
  }
  return `${filter.attribute} ${operator} "${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}
