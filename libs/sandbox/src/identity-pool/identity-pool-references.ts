import { oneOf, optionError } from '../option-error.js';
import type { AccountLoginProviders } from './external-logins/account-login-providers.js';
import type { LoginIssuer } from './identity-pool.js';

/** What the options of an identity pool may refer to. */
export interface IdentityPoolReferences {
  readonly region: string;
  readonly userPools: readonly LoginIssuer[];
  readonly roleArns: ReadonlySet<string>;
  /** Of whom else logins can be taken. */
  readonly loginProviders: AccountLoginProviders;
}

/** Refuses a key that names nothing, and two keys that name the same thing: either would be ignored in silence. */
export function checkKeys(
  record: Readonly<Record<string, unknown>>,
  known: readonly (readonly string[])[],
  path: string,
): void {
  for (const key of Object.keys(record)) {
    if (!known.some((names) => names.includes(key))) {
      throw optionError(path, key, `Name a provider of this identity pool: ${oneOf(known.flat())}.`);
    }
  }
  for (const names of known) {
    const used = names.filter((name) => Object.hasOwn(record, name));
    if (used.length > 1) {
      throw optionError(path, used, `${used.join(' and ')} name the same provider. Keep one.`);
    }
  }
}

/** Refuses a role that the sandbox does not have. */
export function checkRole(roleArn: string, path: string, references: IdentityPoolReferences): void {
  if (!references.roleArns.has(roleArn)) {
    throw optionError(
      path,
      roleArn,
      `Write a role of this sandbox's "roles": ${oneOf(references.roleArns)}.`,
    );
  }
}
