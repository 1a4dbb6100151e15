import { ConfigurationError } from '../../errors/index.js';
import type { CallerIdentity } from '../caller-identity.js';

/** One statement of a {@link SessionPolicy}. It has no principal: the session itself is. */
export interface SessionPolicyStatement {
  /** A name for people. */
  readonly Sid?: string;
  /** What the statement does. */
  readonly Effect: 'Allow' | 'Deny';
  /** Such as `s3:GetObject`. */
  readonly Action?: string | readonly string[];
  /** All actions but these. */
  readonly NotAction?: string | readonly string[];
  /** ARNs, with `*` and `?` as wildcards. What comes from a token goes through {@link policyLiteral}. */
  readonly Resource?: string | readonly string[];
  /** All resources but these. */
  readonly NotResource?: string | readonly string[];
  /** Operators, the keys they compare, and the values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * A session policy: AWS allows only what it and the policies of the role both allow. It grants nothing by itself.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export interface SessionPolicy {
  /** The version of the policy language; the older one knows no variables. */
  readonly Version: '2012-10-17';
  /** At least one. */
  readonly Statement: SessionPolicyStatement | readonly SessionPolicyStatement[];
}

/** What STS takes as an inline session policy. */
const LONGEST_TEXT = 2_048;
const MEMBERS: ReadonlySet<string> = new Set<keyof SessionPolicyStatement>([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/**
 * A text that stands for itself in a `Resource` or a `Condition` of a policy. Without it a value with a `*` would
 * match everything, and one with `${` would be a variable.
 *
 * @throws ConfigurationError unless it is a string that is not empty: a missing claim must not become a policy
 *
 * @example
 * ```ts
 * import { policyLiteral, type SessionPolicy, type UserPrincipal } from 'castellan/core';
 *
 * export const ownFolder = (user: UserPrincipal): SessionPolicy => ({
 *   Version: '2012-10-17',
 *   Statement: {
 *     Effect: 'Allow',
 *     Action: 's3:GetObject',
 *     Resource: `arn:aws:s3:::files/${policyLiteral(user.claims['custom:tenant'])}/*`,
 *   },
 * });
 * ```
 */
export function policyLiteral(value: unknown): string {
  if (typeof value === 'string' && value !== '') {
    return value.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
  }
  throw new ConfigurationError(
    `policyLiteral() takes a text that is not empty, found ${value === '' ? 'an empty one' : typeof value}. Refuse ` +
      'callers who lack the claim before a policy is made of it.',
  );
}

/**
 * A session policy as the JSON that STS takes.
 *
 * @param where what the policy belongs to, for messages
 * @throws ConfigurationError when it is none, or too long
 */
export function sessionPolicyText(where: string, policy: unknown): string {
  const wrong = (what: string): never => {
    throw new ConfigurationError(`The session policy of ${where} ${what}`);
  };
  if (!isObject(policy)) {
    return wrong("is no object. Write { Version: '2012-10-17', Statement: [...] }.");
  }
  const { Version, Statement, ...rest } = policy;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) wrong(`has the member ${JSON.stringify(unknown)}. Write Version and Statement.`);
  if (Version !== '2012-10-17')
    wrong("must have Version: '2012-10-17', because older ones know no variables.");
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0) wrong('has no Statement, so that it would allow nothing. Write one.');
  for (const statement of statements) assertStatement(statement, wrong);
  // STS takes no characters above U+00FF; as escapes they are the same JSON.
  const text = JSON.stringify(policy).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (text.length > LONGEST_TEXT) {
    wrong(`has ${text.length} characters and AWS takes ${LONGEST_TEXT}. Use wildcards, or fewer statements.`);
  }
  return text;
}

/**
 * What a session may do where the strategy has a session policy of its own and the route another. AWS takes one of
 * them, and would allow what either allows. So the route's may only take away.
 *
 * @param base the strategy's own
 * @param narrower the route's
 * @throws ConfigurationError when the route's policy allows something
 */
export function combinedSessionPolicy(
  base: string | undefined,
  narrower: string | undefined,
): string | undefined {
  if (base === undefined || narrower === undefined) return base ?? narrower;
  assertOnlyDenies(narrower);
  const policy = { Version: '2012-10-17', Statement: [...statementsOf(base), ...statementsOf(narrower)] };
  return sessionPolicyText('the strategy with that of the route', policy);
}

/** @throws ConfigurationError when a session policy that is added to another one allows something */
export function assertOnlyDenies(sessionPolicy: string): void {
  if (statementsOf(sessionPolicy).every(({ Effect }) => Effect === 'Deny')) return;
  throw new ConfigurationError(
    'The strategy has a session policy of its own, so that @ScopeDown can only take away from it. Write statements ' +
      "with Effect: 'Deny' (NotAction and NotResource say what is left), or leave sessionPolicy out of the strategy.",
  );
}

/** @throws ConfigurationError for a strategy that AWS takes no session policy from */
export function refuseSessionPolicy({ narrowing }: CallerIdentity, strategy: string): void {
  if (narrowing.sessionPolicy === undefined) return;
  throw new ConfigurationError(
    `@ScopeDown needs a session policy, and the ${strategy} strategy has none: AWS takes none there. Use the strategy ` +
      "'classic', 'webIdentity' or 'tokenVending', or a role that allows no more than this.",
  );
}

function statementsOf(text: string): readonly SessionPolicyStatement[] {
  const { Statement } = JSON.parse(text) as SessionPolicy;
  return Array.isArray(Statement)
    ? (Statement as readonly SessionPolicyStatement[])
    : [Statement as SessionPolicyStatement];
}

function assertStatement(statement: unknown, wrong: (what: string) => never): void {
  if (!isObject(statement)) return wrong('has a Statement that is no object.');
  const unknown = Object.keys(statement).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) wrong(`has a Statement with ${JSON.stringify(unknown)}, which it cannot have.`);
  const { Effect } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny')
    wrong("has a Statement whose Effect is not 'Allow' or 'Deny'.");
  assertOneOf(statement, ['Action', 'NotAction'], wrong);
  assertOneOf(statement, ['Resource', 'NotResource'], wrong);
}

function assertOneOf(
  statement: Readonly<Record<string, unknown>>,
  names: readonly [string, string],
  wrong: (what: string) => never,
): void {
  const values = names.flatMap((name) => (statement[name] === undefined ? [] : [statement[name]]));
  if (values.length !== 1) wrong(`has a Statement without exactly one of ${names.join(' and ')}.`);
  const texts = values.flat();
  if (texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '')) return;
  wrong(`has a Statement whose ${names.join(' or ')} is no text or list of texts.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
