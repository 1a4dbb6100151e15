import { reconnectWithoutEnd } from './reconnect-without-end.js';

const CAUSE = new Error('lost');

describe('reconnectWithoutEnd', () => {
  it('waits longer each time, two seconds at most, and not exactly', () => {
    const calm = reconnectWithoutEnd(undefined, () => 0);
    expect([0, 1, 2, 3, 6, 1_000_000].map((retries) => calm(retries, CAUSE))).toEqual([
      50, 100, 200, 400, 2_000, 2_000,
    ]);
    expect(reconnectWithoutEnd(undefined, () => 0.5)(0, CAUSE)).toBe(150);
  });

  it('waits as long as the application says', () => {
    expect(reconnectWithoutEnd(20)(9, CAUSE)).toBe(20);
    expect(reconnectWithoutEnd((retries: number) => retries * 10)(9, CAUSE)).toBe(90);
  });

  it.each([
    [() => false],
    [() => new Error('enough')],
    [() => undefined],
    [() => NaN],
    [() => -1],
    [() => Infinity],
    [
      () => {
        throw new Error('fault');
      },
    ],
  ])('does not give up when the application does: %s', (strategy) => {
    expect(reconnectWithoutEnd(strategy, () => 0)(2, CAUSE)).toBe(200);
  });
});
