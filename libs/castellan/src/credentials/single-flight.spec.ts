import { SingleFlight } from './single-flight.js';

describe('SingleFlight', () => {
  const request = (tokenDigest = 'token', key = 'key') => ({ key, user: 'alice', tokenDigest });
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  it('fetches once for all who ask at the same time, and again later', async () => {
    const flights = new SingleFlight<number>(() => true);
    let fetched = 0;
    const fetch = async () => {
      await tick();
      return ++fetched;
    };

    expect(
      await Promise.all(Array.from({ length: 50 }, (_, i) => flights.run(request(`${i}`), fetch))),
    ).toEqual(Array.from({ length: 50 }, () => 1));
    expect(await flights.run(request('x', 'other key'), fetch)).toBe(2);
    expect(await flights.run(request(), fetch)).toBe(3);
  });

  it('lets each token of its own fail once, and nobody wait for ever', async () => {
    const flights = new SingleFlight<string>(() => true);
    const tried: string[] = [];
    const run = (token: string) =>
      flights.run(request(token), async () => {
        tried.push(token);
        await tick();
        if (token === 'd') return 'credentials';
        throw new Error(`no to ${token}`);
      });

    const results = await Promise.allSettled(['a', 'b', 'a', 'c', 'd'].map(run));

    expect(tried.slice(0, 2)).toEqual(['a', 'b']);
    expect(new Set(tried).size).toBe(tried.length);
    expect(results[0]).toMatchObject({ reason: { message: 'no to a' } });
    expect(results[2]).toMatchObject({ reason: { message: 'no to a' } });
    expect(results[4]).toMatchObject({ value: 'credentials' });
  });

  it('shares a failure that is nobody’s token’s fault', async () => {
    const flights = new SingleFlight<string>(() => false);
    let fetched = 0;
    const fetch = async () => {
      fetched++;
      await tick();
      throw new Error('throttled');
    };

    const results = await Promise.allSettled(
      ['a', 'b', 'c'].map((token) => flights.run(request(token), fetch)),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(fetched).toBe(1);
  });

  it('tells a flight that its user was evicted, and starts another for who comes later', async () => {
    const flights = new SingleFlight<boolean>(() => true);
    let land = (): void => undefined;
    const landed = new Promise<void>((resolve) => (land = resolve));
    const fetch = async (flight: { readonly abandoned: boolean }) => {
      await landed;
      return flight.abandoned;
    };
    const early = flights.run(request(), fetch);
    const bob = flights.run({ ...request('b', 'bob'), user: 'bob' }, fetch);
    flights.abandon('alice');
    const late = flights.run(request(), fetch);
    const joined = flights.run(request(), fetch);
    land();

    expect(await Promise.all([early, late, joined, bob])).toEqual([true, false, false, false]);
  });
});
