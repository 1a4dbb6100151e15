import 'reflect-metadata';
import { ConfigurationError } from '../../errors/index.js';
import { Tenant } from '../tenants/tenant.decorators.js';
import { Can, Claims, Groups, Scopes } from './requirements.js';
import { AuthContext, FreshAuth } from './step-up.decorators.js';
import { Accessible } from './subject.decorators.js';

describe('a decorator that is given something wrong', () => {
  it.each<[string, () => unknown]>([
    ['Groups', () => Groups()],
    ['Scopes', () => Scopes('')],
    ['Claims', () => Claims({})],
    ['Can', () => Can('', 'Article')],
    ['Tenant', () => Tenant({} as never)],
    ['FreshAuth', () => FreshAuth('soon' as '1s')],
    ['AuthContext', () => AuthContext({ claim: 'amr', values: [] })],
    ['Accessible', () => Accessible('', 'Article')],
  ])('names itself: @%s', (name, decorate) => {
    expect(decorate).toThrow(ConfigurationError);
    expect(decorate).toThrow(new RegExp(`^@${name}: `));
  });

  it('leaves other errors as they are', () => {
    const failing = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new RangeError('broken');
        },
      },
    );
    expect(() => Claims(failing)).toThrow(RangeError);
  });
});
