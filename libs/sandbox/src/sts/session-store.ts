import type { Clock } from '../clock.js';
import { validatePolicyDocument } from '../iam/validate-policy-document.js';
import { oneOf, optionError } from '../option-error.js';
import type { IamUserOptions, RoleOptions } from '../options.js';
import { AccountAdministrator } from './account-administrator.js';
import { AssumedRole } from './assumed-role.js';
import { type AccessKeyPair, createIamUsers, type IamUser } from './iam-user.js';
import { createRoles, type Role } from './role.js';
import type { Session, SessionRequest } from './session.js';
import { sessionConditionKeys } from './session-condition-keys.js';
import type { SignedBy } from './signed-by.js';

export interface SessionStoreOptions {
  readonly clock: Clock;
  /** Twelve digits. */
  readonly accountId: string;
  readonly roles: readonly RoleOptions[];
  readonly iamUsers?: readonly IamUserOptions[];
  /** The administrator's key. Default: made at random. */
  readonly administrator?: AccessKeyPair | undefined;
}

/** Above this number, sessions that have expired are forgotten, the oldest first. */
const REMEMBERED_SESSIONS = 100_000;

/** The account's roles, its administrator, and every session that was ever handed out and may still be asked for. */
export class SessionStore {
  readonly administrator: AccountAdministrator;
  readonly iamUsers: readonly IamUser[];
  readonly #clock: Clock;
  readonly #accountId: string;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #sessions = new Map<string, Session>();

  /** Throws an Error that names the option if the account ID, a role ARN or a policy is not usable. */
  constructor({ clock, accountId, roles, iamUsers = [], administrator }: SessionStoreOptions) {
    if (!/^\d{12}$/.test(accountId)) throw optionError('accountId', accountId, 'Write twelve digits.');
    this.#clock = clock;
    this.#accountId = accountId;
    this.#roles = createRoles(roles, accountId);
    this.administrator = new AccountAdministrator(accountId, administrator);
    this.iamUsers = createIamUsers(iamUsers, accountId);
  }

  get accountId(): string {
    return this.#accountId;
  }

  role(roleArn: string): Role | undefined {
    return this.#roles.get(roleArn);
  }

  /**
   * Makes a session, without asking the role's trust policy: whoever calls this has asked it. Throws an Error if the
   * role is unknown, or the request is not one that STS would take.
   */
  assumeRole(request: SessionRequest): Session {
    const role = this.#roles.get(request.roleArn);
    if (role === undefined) {
      throw optionError(
        'roleArn',
        request.roleArn,
        `Write a role of the sandbox: ${oneOf(this.#roles.keys())}.`,
      );
    }
    const { sessionName, durationSeconds, sessionPolicies = [] } = request;
    validateSession(sessionName, durationSeconds);
    sessionPolicies.forEach((policy, index) => validatePolicyDocument(policy, `sessionPolicies[${index}]`));
    const now = this.#clock();
    const userId = `${role.roleId}:${sessionName}`;
    const session = new AssumedRole({
      accountId: this.#accountId,
      roleArn: role.roleArn,
      assumedRoleArn: `arn:aws:sts::${this.#accountId}:assumed-role/${role.roleName}/${sessionName}`,
      userId,
      expiresAt: now + durationSeconds * 1000,
      identityPolicies: role.policies,
      sessionPolicies: structuredClone(sessionPolicies),
      conditionKeys: sessionConditionKeys(request.conditionKeys ?? {}, {
        'aws:userid': userId,
        'aws:PrincipalArn': role.roleArn,
        'aws:PrincipalAccount': this.#accountId,
        'aws:PrincipalType': 'AssumedRole',
        'aws:TokenIssueTime': new Date(now).toISOString(),
      }),
      transitiveTags: { ...request.transitiveTags },
    });
    this.#sessions.set(session.accessKeyId, session);
    this.#forgetExpired(now);
    return session;
  }

  /** What stands behind an access key ID: a session, a user, or the account's own administrator. */
  find(accessKeyId: string): SignedBy | undefined {
    const { administrator } = this;
    if (accessKeyId === administrator.accessKeyId) return { kind: 'administrator', administrator };
    const user = this.iamUsers.find((candidate) => candidate.accessKeyId === accessKeyId);
    if (user !== undefined) return { kind: 'user', user };
    const session = this.#sessions.get(accessKeyId);
    return session === undefined ? undefined : { kind: 'session', session };
  }

  /** A session that is remembered past its end is refused as expired and not as unknown, as AWS does. */
  #forgetExpired(now: number): void {
    for (const [accessKeyId, { expiresAt }] of this.#sessions) {
      if (this.#sessions.size <= REMEMBERED_SESSIONS || expiresAt > now) return;
      this.#sessions.delete(accessKeyId);
    }
  }
}

function validateSession(sessionName: string, durationSeconds: number): void {
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw optionError(
      'sessionName',
      sessionName,
      'Write 2 to 64 letters, digits or characters of "_+=,.@-".',
    );
  }
  // A duration that is not a number would make a session that never expires.
  if (!Number.isSafeInteger(durationSeconds) || durationSeconds <= 0) {
    throw optionError('durationSeconds', durationSeconds, 'Write a whole number of seconds above 0.');
  }
}
