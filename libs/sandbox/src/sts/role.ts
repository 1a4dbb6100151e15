import { validatePolicyDocument } from '../iam/validate-policy-document.js';
import { validateTrustPolicy } from '../iam/validate-trust-policy.js';
import type { PolicyDocument, TrustPolicyDocument } from '../iam/policy-document.js';
import { assertArray, assertInteger, assertObject } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { RoleOptions } from '../options.js';
import { newRoleId } from './access-keys.js';
import { defaultTrustPolicy } from './trust-policy.js';

/** A role of the sandbox's account. */
export interface Role {
  readonly roleArn: string;
  /** Without the path: what an assumed role's ARN shows. */
  readonly roleName: string;
  /** `AROA...`, the same for every session of the role. */
  readonly roleId: string;
  readonly policies: readonly PolicyDocument[];
  readonly trustPolicy: TrustPolicyDocument;
  /** Seconds. */
  readonly maxSessionDuration: number;
}

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/;

const KEYS = [
  'roleArn',
  'policies',
  'trustPolicy',
  'maxSessionDuration',
] as const satisfies (keyof RoleOptions)[];

/** The roles by ARN. Throws an Error for an option that cannot be what was meant. */
export function createRoles(
  options: readonly RoleOptions[],
  accountId: string,
  identityPoolPrincipal = 'cognito-identity.amazonaws.com',
): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  options.forEach((role, index) => {
    const path = `roles[${index}]`;
    assertObject(path, role, KEYS);
    const {
      roleArn,
      policies,
      trustPolicy = defaultTrustPolicy(identityPoolPrincipal),
      maxSessionDuration = 3600,
    } = role;
    const [, arnAccountId, roleName = ''] = typeof roleArn === 'string' ? (ROLE_ARN.exec(roleArn) ?? []) : [];
    if (arnAccountId !== accountId) {
      throw optionError(`${path}.roleArn`, roleArn, `Write "arn:aws:iam::${accountId}:role/NAME".`);
    }
    if (roles.has(roleArn)) throw optionError(`${path}.roleArn`, roleArn, 'Write each role once.');
    assertArray(`${path}.policies`, policies);
    policies.forEach((policy, policyIndex) =>
      validatePolicyDocument(policy, `${path}.policies[${policyIndex}]`),
    );
    validateTrustPolicy(trustPolicy, `${path}.trustPolicy`);
    assertInteger(`${path}.maxSessionDuration`, maxSessionDuration, 3600, 43_200);
    // A copy, so that what was validated is what is evaluated.
    roles.set(roleArn, {
      roleArn,
      roleName,
      roleId: newRoleId(),
      policies: structuredClone(policies),
      trustPolicy: structuredClone(trustPolicy),
      maxSessionDuration,
    });
  });
  return roles;
}
