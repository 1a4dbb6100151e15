import type { ClaimValue } from '../expected-claim.js';

/**
 * What a requirement asks, as data: it goes through `JSON.stringify` unchanged. Tools show it, compare it, and prove
 * from it that a requirement can never hold. Nothing is ever decided from it.
 *
 * - `authenticated`: any verified caller.
 * - `groups`, `scopes`: as in `groups(...)` and `scopes(...)`.
 * - `claims`: the claims it reads. `values` are those that are accepted of the one claim; without it a function
 *   decides.
 * - `freshAuth`, `authContext`, `revalidation`: what is asked of the user's sign-in.
 * - `federatedFrom`: the identity providers of which one is needed.
 * - `can`: a question to the policies. `loads` says whether an instance is loaded to decide about, `checksFields`
 *   whether it is asked for each field of the body.
 * - `tenant`: the claim that has to equal what the request names.
 * - `allOf`, `anyOf`, `not`: compositions.
 * - `custom`: a requirement of the application, of which only its description is known.
 */
export type RequirementOutline =
  | { readonly kind: 'authenticated' }
  | {
      readonly kind: 'groups';
      readonly any?: readonly string[];
      readonly all?: readonly string[];
      readonly none?: readonly string[];
      readonly pool?: string;
    }
  | { readonly kind: 'scopes'; readonly all: readonly string[] }
  | { readonly kind: 'claims'; readonly names: readonly string[]; readonly values?: readonly ClaimValue[] }
  | { readonly kind: 'freshAuth'; readonly maxAgeSeconds: number }
  | { readonly kind: 'authContext'; readonly claim: string; readonly values: readonly string[] }
  | { readonly kind: 'revalidation'; readonly maxAgeSeconds: number }
  | {
      readonly kind: 'federatedFrom';
      readonly any: readonly string[];
      readonly exclusive?: true;
      readonly pool?: string;
    }
  | {
      readonly kind: 'can';
      readonly action: string;
      readonly subject: string;
      readonly field?: string;
      readonly loads: boolean;
      readonly hideExistence?: true;
      readonly checksFields?: true;
    }
  | { readonly kind: 'tenant'; readonly claim: string; readonly source: string; readonly name?: string }
  | { readonly kind: 'allOf' | 'anyOf'; readonly members: readonly RequirementOutline[] }
  | { readonly kind: 'not'; readonly member: RequirementOutline }
  | { readonly kind: 'custom'; readonly description: string };
