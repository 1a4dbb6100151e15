import { ConfigurationError } from '../errors/index.js';
import { asMachine, asUser, asUserWithIdToken } from './caller-headers.js';
import { TokenFactory } from './token-factory.js';

const factory = new TokenFactory();
const makers: readonly [string, (options: never) => unknown][] = [
  ['userAccess', (options) => factory.userAccess(options)],
  ['userId', (options) => factory.userId(options)],
  ['machine', (options) => factory.machine(options)],
  ['asUser', (options) => asUser(factory, options)],
  ['asUserWithIdToken', (options) => asUserWithIdToken(factory, options)],
  ['asMachine', (options) => asMachine(factory, options)],
];

describe.each(makers)('%s', (_name, make) => {
  it.each<[string, unknown]>([
    ['found "group", which is no option', { group: ['editors'] }],
    ['issuedAt: found 1800000000, which looks like seconds', { issuedAt: 1_800_000_000 }],
    ['issuedAt: found NaN', { issuedAt: NaN }],
    ['issuedAt: found an object', { issuedAt: new Date() }],
    ['lifetimeSeconds: found "60"', { lifetimeSeconds: '60' }],
    ['scopes: found a string', { scopes: 'a/read b/read' }],
    ['claims: found an array', { claims: ['sub'] }],
    ['header: found a string', { header: 'kid' }],
    ['key: found a string', { key: 'a PEM' }],
  ])('refuses what a test cannot mean: %s', (message, options) => {
    expect(() => make(options as never)).toThrow(ConfigurationError);
    expect(() => make(options as never)).toThrow(message);
  });

  it.each([
    {},
    { issuedAt: 0, lifetimeSeconds: -60 },
    { scopes: [], claims: { sub: 7 }, header: { kid: 0 } },
  ])('makes a token with %j', (options) => {
    expect(() => make(options as never)).not.toThrow();
  });
});

describe('the options of a user', () => {
  it.each<[string, unknown]>([
    ['groups: found a string', { groups: 'editors' }],
    ['groups: found an array', { groups: [7] }],
    ['username: found an empty string', { username: '' }],
    ["tokenUse: found \"ID\". Write 'access' or 'id'.", { tokenUse: 'ID' }],
  ])('are refused: %s', (message, options) => {
    expect(() => asUser(factory, options as never)).toThrow(message);
  });
});

describe('the options of a factory', () => {
  it.each<[string, unknown]>([
    ['found "poolId", which is no option', { poolId: 'eu-west-1_A' }],
    ['clientId: found an array', { clientId: ['web'] }],
    ['clock: found a number', { clock: 7 }],
  ])('are refused: %s', (message, options) => {
    expect(() => new TokenFactory(options as never)).toThrow(message);
  });

  it('take no clock that tells seconds', () => {
    const seconds = new TokenFactory({ clock: () => 1_800_000_000 });
    expect(() => seconds.userAccess()).toThrow('the clock: found 1800000000, which looks like seconds');
  });
});
