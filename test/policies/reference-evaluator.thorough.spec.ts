import { PolicySet } from 'castellan/core';
import fc from 'fast-check';
import { COMPARISONS, PROPERTY_TIMEOUT } from './policy-runs.js';
import { caller, DEFAULT_POOL, mappingsOf, policies, question } from './random-policies.js';
import { decide, type Verdict } from './reference-evaluator.js';

describe('a decision', () => {
  it(
    'is the one the documentation leads to, for any policies, caller and question',
    () => {
      const seen: Record<Verdict, number> = { granted: 0, rule: 0, subject_not_loaded: 0, policy_failed: 0 };
      fc.assert(
        fc.property(policies, caller, question, (sketches, asking, asked) => {
          const mappings = mappingsOf(sketches);
          const expected = decide(mappings, DEFAULT_POOL, asking, asked);
          const { action, subject, instance, field } = asked;
          const decision = new PolicySet(mappings, { defaultPool: DEFAULT_POOL })
            .abilityFor(asking)
            .decide(action, subject, instance, field);
          expect(decision.granted ? 'granted' : decision.reason).toBe(expected);
          seen[expected] += 1;
        }),
        COMPARISONS,
      );
      // The runs met every verdict often, and did not agree by denying everything.
      const enough = (COMPARISONS.numRuns ?? 0) / 100;
      expect(seen.granted).toBeGreaterThan(10 * enough);
      expect(seen.subject_not_loaded).toBeGreaterThan(enough);
      expect(seen.policy_failed).toBeGreaterThan(enough / 10);
    },
    PROPERTY_TIMEOUT,
  );
});
