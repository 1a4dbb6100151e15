import type { CallerAbility, ConsideredRule } from '../policies/index.js';
import type { PolicyQuestion } from './policy-question.js';

/**
 * The fields that rules about single fields give away, as the rules write them: `fields: title, tags (depends)`.
 * `undefined` where they give none.
 *
 * @param question A question about a subject as a whole.
 */
export function fieldGrants(
  ability: CallerAbility,
  { action, subject, instance }: PolicyQuestion,
): string | undefined {
  // The last rule comes first.
  const rules = ability.considerEveryField(action, subject, instance).filter(mayApply).reverse();
  const prohibitions = rules.filter(({ rule }) => rule.effect === 'forbid');
  const whole = prohibitions.filter(({ rule }) => rule.fields === undefined);
  if (whole.some(({ matches }) => matches === true)) return undefined;

  const isDependent = ({ matches }: ConsideredRule): boolean => matches === undefined || whole.length > 0;
  const granted = new Map<string, string>();
  for (const considered of rules) {
    if (considered.rule.effect === 'forbid') continue;
    for (const name of considered.rule.fields ?? []) {
      const cell = isPattern(name)
        ? marked(name, isDependent(considered))
        : namedField(ability, { action, subject, instance, field: name });
      // A rule that always applies comes before one that depends.
      if (cell !== undefined && granted.get(name) !== name) granted.set(name, cell);
    }
  }
  if (granted.size === 0) return undefined;

  // What a pattern lets through, less what other rules take away from it.
  const exceptions = [...granted.keys()].some(isPattern)
    ? prohibitions.flatMap(({ rule, matches }) =>
        (rule.fields ?? []).map((name) => `not ${marked(name, matches === undefined)}`),
      )
    : [];
  return `fields: ${[...granted.values(), ...new Set(exceptions)].join(', ')}`;
}

function mayApply({ matches }: ConsideredRule): boolean {
  return matches !== false;
}

function isPattern(name: string): boolean {
  return name.includes('*');
}

function namedField(
  ability: CallerAbility,
  { action, subject, instance, field }: PolicyQuestion & { readonly field: string },
): string | undefined {
  const decision = ability.decide(action, subject as never, instance, field);
  if (decision.granted) return field;
  return decision.reason === 'subject_not_loaded' ? marked(field, true) : undefined;
}

function marked(name: string, depends: boolean): string {
  return depends ? `${name} (depends)` : name;
}
