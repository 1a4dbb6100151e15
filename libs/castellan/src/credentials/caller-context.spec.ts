import { setTimeout as wait } from 'node:timers/promises';
import { ANONYMOUS } from '../tokens/principal.js';
import { type CallerContext, CallerContextStorage } from './caller-context.js';
import { GuestIdentity } from './guest-identity.js';
import { IdTokens } from './id-tokens.spec-helper.js';
import { thrownBy } from './thrown-by.spec-helper.js';

describe('CallerContextStorage', () => {
  const tokens = new IdTokens();
  const contextOf = (sub: string) => {
    const identity = tokens.identity({ sub });
    return { caller: identity.principal, identity: async () => identity };
  };

  it('keeps callers apart through everything they await', async () => {
    const storage = new CallerContextStorage();
    const users = Array.from({ length: 50 }, (_, index) => `user-${index}`);

    const seen = await Promise.all(
      users.map((sub) =>
        storage.run(contextOf(sub), async () => {
          await wait(Math.random() * 5);
          return (await storage.identity()).principal?.sub;
        }),
      ),
    );
    expect(seen).toEqual(users);
  });

  it('gives the innermost caller', () => {
    const storage = new CallerContextStorage();
    const [outer, inner] = [contextOf('alice'), contextOf('bob')];

    storage.run(outer, () => {
      storage.run(inner, () => expect(storage.current()).toBe(inner));
      expect(storage.current()).toBe(outer);
    });
  });

  it('gives a guest to an anonymous caller and to nobody else', async () => {
    const storage = new CallerContextStorage();
    const guest = new GuestIdentity();
    const identityOf = (caller: CallerContext['caller']) =>
      storage.run({ caller, identity: async () => guest }, () => storage.identity());

    expect(await identityOf(ANONYMOUS)).toBe(guest);
    await expect(identityOf(tokens.identity().principal)).rejects.toMatchObject({
      code: 'token_binding_mismatch',
    });
  });

  it('ties a function to the caller of the moment, or to nobody', () => {
    const storage = new CallerContextStorage();
    const [alice, bob] = [contextOf('alice'), contextOf('bob')];
    const asAlice = storage.run(alice, () => storage.bind((prefix: string) => [prefix, storage.current()]));
    const asNobody = storage.bind(() => storage.current());

    storage.run(bob, () => {
      expect(asAlice('by')).toEqual(['by', alice]);
      expect(thrownBy(asNobody)).toMatchObject({ code: 'caller_context_missing' });
      expect(storage.current()).toBe(bob);
    });
  });

  it('has no caller outside, nor one of another storage', async () => {
    const [storage, other] = [new CallerContextStorage(), new CallerContextStorage()];
    const missing = { code: 'caller_context_missing', httpStatus: 500 };

    expect(thrownBy(() => storage.current())).toMatchObject(missing);
    other.run(contextOf('alice'), () => expect(thrownBy(() => storage.current())).toMatchObject(missing));
    await expect(storage.identity()).rejects.toThrow(/There is no caller here/);
  });
});
