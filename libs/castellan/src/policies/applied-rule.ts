/**
 * What made a policy apply to a caller: the condition it is mapped from. Names only; the value of a claim is never
 * in it.
 */
export type RuleMapping =
  | { readonly kind: 'everyone' | 'authenticated' | 'machine' }
  | { readonly kind: 'pool'; readonly pool: string }
  | {
      readonly kind: 'group';
      readonly group: string;
      readonly pool?: string;
      /** The caller's own group, where the caller is not in `group` but in one that includes it. */
      readonly through?: string;
    }
  | { readonly kind: 'scope'; readonly scope: string }
  | { readonly kind: 'claim'; readonly claim: string };

/** A rule of a policy, as a decision names it. Frozen, and without the values of its conditions. */
export interface AppliedRule {
  /** The policy that wrote it, such as `ArticlePolicies.editors`. */
  readonly source: string;
  /** Whether it allows or forbids. */
  readonly effect: 'allow' | 'forbid';
  /** The actions it is about. `manage` stands for every action. */
  readonly actions: readonly string[];
  /** The type of subject it is about. `all` stands for every type. */
  readonly subject: string;
  /** The fields it is about; absent where it is about the subject as a whole. */
  readonly fields?: readonly string[];
  /** Whether it depends on the instance. */
  readonly conditional: boolean;
  /** The text a policy gave with `because(...)`. */
  readonly because?: string;
  /** What made the policy apply to the caller. */
  readonly appliesTo?: RuleMapping;
}
