import type { UserPrincipal } from '../../tokens/principal.js';
import { describeValue, readFunction, readInteger, wrongOption } from '../../tokens/option-checks.js';
import { isPermittedEndpoint } from '../permitted-endpoint.js';
import type { ConfiguredRoles } from './configured-roles.js';
import { readRoleArn, readRoles, type RoleOptions } from './role-options.js';
import type { SessionNameOf } from './session-name.js';
import { type SessionPolicy, sessionPolicyText } from './session-policy.js';

/** What a session that STS gives is made of. */
export interface SessionOptions extends RoleOptions {
  /** The ARN of the role that users get unless the route chooses another. Required. */
  readonly roleArn: string;
  /**
   * How long credentials last, 900 to 43,200 seconds, and no longer than the role's own limit; AWS allows 3,600 where
   * the host's own credentials are those of a role. Default 3,600.
   */
  readonly durationSeconds?: number;
  /**
   * Names the session in CloudTrail: 2 to 64 of the characters `A-Z a-z 0-9 = , . @ -`. It must tell users apart and
   * must not have what logs should not have: an e-mail address or a telephone number of the user is refused. Default:
   * the user's `sub`.
   */
  readonly sessionName?: (user: UserPrincipal) => string;
  /**
   * Narrows what every session may do: the same for all, or made from the user. AWS allows what it and the role's own
   * policies both allow. With it, a route's `@ScopeDown` may only deny. Default: none.
   */
  readonly sessionPolicy?: SessionPolicy | ((user: UserPrincipal) => SessionPolicy);
  /**
   * Where STS is, for an emulator: `https:` anywhere, `http:` on a loopback address only. Default: AWS, in the Region;
   * environment variables have no say.
   */
  readonly stsEndpoint?: string;
}

/** Checked options with every default filled in. */
export interface SessionSettings extends ConfiguredRoles {
  readonly roleArn: string;
  readonly durationSeconds: number;
  readonly sessionName: SessionNameOf | undefined;
  /** The session policy of a user, as JSON. */
  readonly sessionPolicyOf: ((user: UserPrincipal) => string) | undefined;
  readonly stsEndpoint: string | undefined;
}

export const SESSION_OPTIONS = [
  'kind',
  'roleArn',
  'roles',
  'durationSeconds',
  'sessionName',
  'sessionPolicy',
  'stsEndpoint',
] as const;

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveSession(options: Readonly<Record<string, unknown>>, path: string): SessionSettings {
  const { roleArn, roles, durationSeconds, sessionName, sessionPolicy, stsEndpoint } = options;
  return {
    ...readRoles(roles, undefined, path),
    roleArn: readRoleArn(roleArn, `${path}.roleArn`),
    durationSeconds:
      durationSeconds === undefined
        ? 3_600
        : readInteger(durationSeconds, `${path}.durationSeconds`, 900, 43_200),
    sessionName:
      sessionName === undefined
        ? undefined
        : (readFunction(sessionName, `${path}.sessionName`) as SessionNameOf),
    sessionPolicyOf: readSessionPolicy(sessionPolicy, `${path}.sessionPolicy`),
    stsEndpoint: stsEndpoint === undefined ? undefined : readEndpoint(stsEndpoint, `${path}.stsEndpoint`),
  };
}

/** @throws ConfigurationError unless secrets may be sent there */
export function readEndpoint(value: unknown, path: string): string {
  if (typeof value === 'string' && isPermittedEndpoint(value)) return value;
  throw wrongOption(
    path,
    // What stands before an @ is a password more often than not.
    typeof value === 'string' && value.includes('@') ? 'an address with an @ in it' : describeValue(value),
    'an https: URL, or an http: URL on 127.0.0.1, [::1] or localhost',
  );
}

function readSessionPolicy(value: unknown, path: string): SessionSettings['sessionPolicyOf'] {
  if (value === undefined) return undefined;
  if (typeof value === 'function') {
    const policyOf = value as (user: UserPrincipal) => unknown;
    return (user) => sessionPolicyText(path, policyOf(user));
  }
  const text = sessionPolicyText(path, value);
  return () => text;
}
