import { CallCounter } from './call-counter.js';

describe('CallCounter', () => {
  it('forgets the identities that it has known longest, and no operation, above 100,000', () => {
    const calls = new CallCounter();
    calls.add('GetId');
    for (let identity = 0; identity <= 100_000; identity++) calls.addFor('GetId', `r:${identity}`);
    calls.addFor('GetId', 'r:100000');
    expect(calls.count('GetId', 'r:0')).toBe(0);
    expect(calls.count('GetId', 'r:1')).toBe(1);
    expect(calls.count('GetId', 'r:100000')).toBe(2);
    expect(calls.count('GetId')).toBe(1);
    calls.clear();
    expect(calls.count('GetId') + calls.count('GetId', 'r:1')).toBe(0);
  });
});
