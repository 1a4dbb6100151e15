import { asArray } from './one-or-many.js';
import type { TrustedPrincipals } from './policy-document.js';

/** Who asks to assume a role. */
export type Principal =
  | {
      readonly kind: 'federated';
      /** `cognito-identity.amazonaws.com`, or the ARN of the OIDC or SAML provider. */
      readonly provider: string;
    }
  | {
      readonly kind: 'aws';
      readonly accountId: string;
      /** The ARN of the role, the user or the root user. */
      readonly arn: string;
      /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, of a role's session. */
      readonly sessionArn?: string;
    }
  | { readonly kind: 'service'; /** Such as `lambda.amazonaws.com`. */ readonly service: string };

/** How closely a statement names a principal: by itself, by its account only, or not at all. */
export type Trust = 'principal' | 'account' | 'none';

/** How a statement's `Principal` names somebody. `*` names everybody, `{ AWS: '*' }` everybody with keys of AWS. */
export function trustIn(trusted: TrustedPrincipals, principal: Principal): Trust {
  if (trusted === '*') return 'principal';
  switch (principal.kind) {
    case 'federated':
      return namesExactly(trusted.Federated, principal.provider);
    case 'service':
      return namesExactly(trusted.Service, principal.service);
    case 'aws':
      return trustInAws(asArray(trusted.AWS ?? []), principal);
  }
}

const namesExactly = (names: string | readonly string[] | undefined, name: string): Trust =>
  asArray(names ?? []).includes(name) ? 'principal' : 'none';

function trustInAws(names: readonly string[], principal: Extract<Principal, { kind: 'aws' }>): Trust {
  const { arn, sessionArn, accountId } = principal;
  if (names.some((name) => name === '*' || name === arn || name === sessionArn)) return 'principal';
  return names.some((name) => name === accountId || isRootOf(name, accountId)) ? 'account' : 'none';
}

const isRootOf = (arn: string, accountId: string): boolean =>
  arn.startsWith('arn:') && arn.endsWith(`:iam::${accountId}:root`);
