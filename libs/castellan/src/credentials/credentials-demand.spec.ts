import { inspect } from 'node:util';
import { IdTokenRequiredError } from '../errors/index.js';
import { ANONYMOUS } from '../tokens/principal.js';
import { demandedIdentity } from './credentials-demand.js';
import { GuestIdentity } from './guest-identity.js';
import { IdTokens, machinePrincipal } from './id-tokens.spec-helper.js';

const alice = new IdTokens().identity();
const verified = async () => alice;
const refused = () => Promise.reject(new IdTokenRequiredError('Send the ID token.'));

describe('what a route asks of credentials', () => {
  it('is nothing where the route says nothing', async () => {
    expect(await demandedIdentity(alice.principal, undefined, verified)).toBe(alice);
  });

  it('is a role and a session policy for the very user', async () => {
    const demand = {
      allowsGuests: false,
      role: 'editors',
      sessionPolicy: ({ sub }: { sub: string }) => `policy of ${sub}`,
    };
    const identity = await demandedIdentity(alice.principal, demand, verified);

    expect(identity.narrowing).toEqual({ role: 'editors', sessionPolicy: 'policy of alice' });
    expect(identity.principal).toBe(alice.principal);
    expect(alice.narrowing).toEqual({});
  });

  it('is a guest only for somebody without any token', async () => {
    const demand = { allowsGuests: true };
    expect(await demandedIdentity(ANONYMOUS, demand, refused)).toBeInstanceOf(GuestIdentity);
    for (const caller of [alice.principal, machinePrincipal()]) {
      await expect(demandedIdentity(caller, demand, refused)).rejects.toThrow(IdTokenRequiredError);
    }
    await expect(demandedIdentity(ANONYMOUS, { allowsGuests: false }, refused)).rejects.toThrow();
  });
});

describe('GuestIdentity', () => {
  it('says that it is one, and has nothing that expires', () => {
    const guest = new GuestIdentity();
    guest.assertValidAt();

    expect([inspect(guest), JSON.stringify(guest)]).toEqual(['GuestIdentity {}', '{"guest":true}']);
    expect(guest.narrowedBy({ role: 'x' }).narrowing).toEqual({ role: 'x' });
    expect(guest.narrowing).toEqual({});
  });
});
