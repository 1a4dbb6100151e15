import { validatePolicyDocument } from '../iam/validate-policy-document.js';
import type { PolicyDocument } from '../iam/policy-document.js';
import { assertArray, assertMatch, assertObject, assertUnique } from '../option-check.js';
import type { IamUserOptions } from '../options.js';
import { newLongLivedKeyId, newSecretAccessKey, newUserId } from './access-keys.js';

/** What an access key is made of. */
export interface AccessKeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An IAM user with one long-lived access key, such as the one a server is given. */
export class IamUser {
  readonly userName: string;
  readonly arn: string;
  readonly userId = newUserId();
  /** Starts with `AKIA` unless it was configured. */
  readonly accessKeyId: string;
  readonly policies: readonly PolicyDocument[];
  readonly #secretAccessKey: string;

  constructor(
    options: IamUserOptions,
    readonly accountId: string,
  ) {
    this.userName = options.userName;
    this.arn = `arn:aws:iam::${accountId}:user/${options.userName}`;
    this.accessKeyId = options.accessKeyId ?? newLongLivedKeyId();
    this.#secretAccessKey = options.secretAccessKey ?? newSecretAccessKey();
    // A copy, so that what was validated is what is evaluated.
    this.policies = structuredClone(options.policies);
  }

  /** A getter, so that neither `console.log` nor `JSON.stringify` shows it. */
  get secretAccessKey(): string {
    return this.#secretAccessKey;
  }
}

const KEYS = [
  'userName',
  'policies',
  'accessKeyId',
  'secretAccessKey',
] as const satisfies (keyof IamUserOptions)[];
const USER_NAME = /^[\w+=,.@-]{1,64}$/;

/** The users, in the order of the options. Throws an Error that names the option. */
export function createIamUsers(options: readonly IamUserOptions[], accountId: string): readonly IamUser[] {
  assertArray('iamUsers', options);
  const names = new Set<string>();
  const keyIds = new Set<string>();
  return options.map((user, index) => {
    const path = `iamUsers[${index}]`;
    assertObject(path, user, KEYS);
    assertMatch(`${path}.userName`, user.userName, USER_NAME, '1 to 64 letters, digits or _+=,.@-');
    assertUnique(`${path}.userName`, user.userName, names);
    checkAccessKey(path, user);
    if (user.accessKeyId !== undefined) assertUnique(`${path}.accessKeyId`, user.accessKeyId, keyIds);
    assertArray(`${path}.policies`, user.policies);
    user.policies.forEach((policy, at) => validatePolicyDocument(policy, `${path}.policies[${at}]`));
    return new IamUser(user, accountId);
  });
}

/** Checks a key that is configured: both halves or none. */
export function checkAccessKey(path: string, key: Partial<AccessKeyPair>): void {
  const { accessKeyId, secretAccessKey } = key;
  if (accessKeyId === undefined && secretAccessKey === undefined) return;
  assertMatch(
    `${path}.accessKeyId`,
    accessKeyId,
    /^AKIA[A-Z0-9]{12,124}$/,
    '"AKIA" and at least 12 upper-case letters or digits, or leave both halves of the key out',
  );
  assertMatch(
    `${path}.secretAccessKey`,
    secretAccessKey,
    /^[\x21-\x7e]{16,128}$/,
    '16 to 128 visible characters, or leave both halves of the key out',
  );
}
