import { Completeness } from './completeness.js';

describe('Completeness', () => {
  let completeness: Completeness;

  beforeEach(() => {
    completeness = new Completeness(1_000);
    completeness.endReading(completeness.startReading(1, 100));
  });

  it('is so after a reading, for a time', () => {
    expect(completeness.problem(1, 1_100)).toBeUndefined();
    expect(completeness.problem(1, 1_101)).toContain('too long');
    expect(completeness.readAt).toBe(100);
  });

  it('ends with the connection on which the channel was listened to', () => {
    expect(completeness.problem(undefined, 200)).toContain('cannot be reached');
    expect(completeness.problem(2, 200)).toContain('Not everything has been read');
    completeness.disconnect();
    expect(completeness.problem(1, 200)).toContain('Not everything has been read');
    expect(completeness.readAt).toBe(100);
  });

  it('is restored only by a reading that began after something was missed', () => {
    const underWay = completeness.startReading(1, 200);
    completeness.miss('this');
    expect(completeness.problem(1, 300)).toBe('this');
    completeness.endReading(underWay);
    expect(completeness.problem(1, 300)).toBe('this');
    completeness.endReading(completeness.startReading(1, 400));
    expect(completeness.problem(1, 500)).toBeUndefined();
  });
});
