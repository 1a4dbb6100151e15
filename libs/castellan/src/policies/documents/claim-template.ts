import type { Caller, Principal } from '../../tokens/principal.js';
import { MissingValue } from '../conditions.js';
import { ownClaim } from '../expected-claim.js';

/** Gives the value a template stands for, of one caller. */
export type ClaimTemplate = (caller: Caller) => unknown;

type Attribute = (principal: Principal) => unknown;

const OF_CALLERS: Readonly<Record<string, Attribute>> = {
  sub: ({ sub }) => sub,
  clientId: ({ clientId }) => clientId,
  pool: ({ pool }) => pool,
  scopes: ({ scopes }) => scopes,
};

const OF_USERS: Readonly<Record<string, Attribute>> = {
  ...OF_CALLERS,
  username: (principal) => (principal.kind === 'user' ? principal.username : undefined),
  groups: (principal) => (principal.kind === 'user' ? principal.groups : undefined),
};

/** What the message of a wrong template lists. */
export const TEMPLATES =
  `\${user.sub}, \${user.username}, \${user.groups}, \${user.clientId}, \${user.pool}, \${user.scopes}, ` +
  `\${user.claims.NAME}, \${user.claims['NAME']}, and \${caller...} of sub, clientId, pool, scopes and claims`;

const TEMPLATE = /^\$\{(user|caller)\.(?:claims(?:\.([A-Za-z_]\w*)|\['([^'\\]+)'\])|([A-Za-z]+))\}$/;

/** Text that somebody wrote as a template, perhaps that of another tool. As a value it would match nothing. */
const LIKE_A_TEMPLATE = /\$\{|\{\{|^\$[A-Za-z]/;

/** Whether a text is a template, or was meant to be one. */
export function isLikeTemplate(text: string): boolean {
  return LIKE_A_TEMPLATE.test(text);
}

/**
 * Reads a template. It is the whole text: the value keeps its type, and nothing is put together from parts.
 *
 * `user` stands for a user and `caller` for a program as well. For anybody else, and where the claim is not there,
 * is null or an object, the value is a {@link MissingValue}, with which no rule is built.
 *
 * @returns `undefined` if the text is none of the templates.
 */
export function parseTemplate(text: string): ClaimTemplate | undefined {
  const [, root, shortClaim, quotedClaim, attribute] = TEMPLATE.exec(text) ?? [];
  const claim = shortClaim ?? quotedClaim;
  if (root === undefined) return undefined;
  const usersOnly = root === 'user';
  if (claim !== undefined) {
    return template(text, usersOnly, ({ claims }) => ownClaim(claims, claim));
  }
  const attributes = usersOnly ? OF_USERS : OF_CALLERS;
  if (attribute === undefined || !Object.hasOwn(attributes, attribute)) return undefined;
  const read = attributes[attribute];
  return read && template(text, usersOnly, read);
}

/** The claim that a template is about; `undefined` where it is about none. */
export function claimOfTemplate(text: string): string | undefined {
  const [, , shortClaim, quotedClaim] = TEMPLATE.exec(text) ?? [];
  return shortClaim ?? quotedClaim;
}

function template(text: string, usersOnly: boolean, read: Attribute): ClaimTemplate {
  return (caller) => {
    if (caller.kind === 'anonymous') return new MissingValue(`${text}, and the caller is anonymous`);
    if (usersOnly && caller.kind !== 'user') return new MissingValue(`${text}, and the caller is a program`);
    const value = read(caller);
    if (value === undefined) return new MissingValue(`${text}, which the token does not have`);
    if (value === null) return new MissingValue(`${text}, which is null`);
    if (typeof value === 'object' && !Array.isArray(value)) {
      return new MissingValue(`${text}, which is an object`);
    }
    return value;
  };
}
