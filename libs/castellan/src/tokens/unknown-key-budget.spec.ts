import { UnknownKeyBudget } from './unknown-key-budget.js';

/** Spends for one kid after another, each load succeeding, and counts the loads. */
function loads(budget: UnknownKeyBudget, kids: readonly string[], now: (index: number) => number): number {
  return kids.filter((kid, index) => {
    const granted = budget.spend(kid, now(index));
    if (granted) budget.loaded();
    return granted;
  }).length;
}

const randomKids = (count: number, prefix = 'made-up') =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('UnknownKeyBudget', () => {
  it('grants the first unknown key a load', () => {
    expect(new UnknownKeyBudget().spend('k', 0)).toBe(true);
  });

  it('grants a flood of made-up keys one load in ten seconds', () => {
    expect(loads(new UnknownKeyBudget(), randomKids(60_000), (index) => index)).toBe(6);
  });

  it('grants one unknown key that comes all the time one load in ten seconds', () => {
    const kids = Array.from({ length: 60_000 }, () => 'stale');
    expect(loads(new UnknownKeyBudget(), kids, (index) => index)).toBe(6);
  });

  it('grants a load to a key that comes again during a flood', () => {
    const budget = new UnknownKeyBudget();
    loads(budget, randomKids(1_000), () => 0);
    expect(budget.spend('rotated', 10)).toBe(false);
    loads(budget, randomKids(1_000, 'more'), () => 20);
    expect(budget.spend('rotated', 30)).toBe(true);
  });

  it('grants another load when the first one failed', () => {
    const budget = new UnknownKeyBudget();
    expect(budget.spend('rotated', 0)).toBe(true);
    expect(budget.spend('rotated', 100)).toBe(true);
  });

  it('bounds the loads of an attacker who sends every made-up key twice', () => {
    const kids = randomKids(30_000).flatMap((kid) => [kid, kid]);
    // One in ten seconds for first times, and one in a second and a half for keys that come again.
    expect(loads(new UnknownKeyBudget(), kids, (index) => index)).toBeLessThanOrEqual(6 + 40);
  });

  it('grants a load within a second and a half of any moment while every made-up key comes twice', () => {
    const budget = new UnknownKeyBudget();
    const granted = randomKids(30_000)
      .flatMap((kid) => [kid, kid])
      .flatMap((kid, now) => {
        if (!budget.spend(kid, now)) return [];
        budget.loaded();
        return [now];
      });
    const pauses = granted.slice(1).map((now, index) => now - (granted[index] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_501);
  });

  it('does not wait for a clock that was set back', () => {
    const budget = new UnknownKeyBudget();
    expect(budget.spend('a', 1_000_000)).toBe(true);
    expect(budget.spend('b', 0)).toBe(true);
  });
});
