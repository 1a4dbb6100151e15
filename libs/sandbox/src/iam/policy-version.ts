import { optionError } from '../option-error.js';
import type { PolicyVersion } from './policy-document.js';

const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17'] satisfies PolicyVersion[];

/** Whether `${...}` is a variable in a policy of this version. Without a version a policy is of 2008, as in IAM. */
export const hasVariables = ({ Version }: { readonly Version?: unknown }): boolean =>
  Version === '2012-10-17';

/** Throws an Error that names the place for a version that there is not. */
export function validateVersion(version: unknown, path: string): void {
  if (version === undefined || VERSIONS.includes(version)) return;
  throw optionError(
    `${path}.Version`,
    version,
    'Write "2012-10-17". Of "2008-10-17" is also a policy that names no version, and it has no variables.',
  );
}
