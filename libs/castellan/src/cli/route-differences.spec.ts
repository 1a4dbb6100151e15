import { differencesOf } from './route-differences.js';
import { formatLock, lockedRoutes, readLock } from './route-lock.js';

const list = { kind: 'http', route: 'GET /a', handler: 'A.list', public: true, unguarded: false };
const read = {
  kind: 'http',
  route: 'GET /a/:id',
  handler: 'A.read',
  public: false,
  unguarded: false,
  outline: { kind: 'groups', any: ['a', 'b'] },
  requirement: 'groups(a, b)',
  passes: [{ groups: [['a', 'b']] }],
};

describe('a route lock file', () => {
  it('has what is asked, a line for each route, and not what follows from it', () => {
    const text = formatLock(lockedRoutes([list, read]));
    expect(text.split('\n')).toHaveLength(5);
    const { requirement, passes, ...asked } = read;
    expect([requirement, passes]).toBeDefined();
    expect(readLock(text)).toEqual([list, asked]);
  });

  it('is empty for an application without routes', () => {
    expect(readLock(formatLock([]))).toEqual([]);
  });

  it.each(['', '{}', '[1]', '[null]', '[{"route":"GET /a"}]', '[{"route":1,"handler":"A.list"}]', '[}'])(
    'is not %s',
    (text) => {
      expect(readLock(text)).toBeUndefined();
    },
  );
});

describe('the differences of two route tables', () => {
  it('are none, whatever the order of routes and members', () => {
    const { handler, ...others } = list;
    expect(differencesOf([list, read], [read, { ...others, handler }])).toEqual([]);
  });

  it('are members, one by one', () => {
    const changed = { ...read, public: true, outline: undefined, tokenUse: 'id' };
    expect(differencesOf([read], [changed])).toEqual([
      '~ GET /a/:id  A.read',
      '    public',
      '      - false',
      '      + true',
      '    outline',
      '      - {"kind":"groups","any":["a","b"]}',
      '      + nothing',
      '    tokenUse',
      '      - nothing',
      '      + "id"',
    ]);
  });

  it('are routes that came and went, another version and another handler among them', () => {
    const versioned = { ...list, versions: ['2'] };
    const moved = { ...list, handler: 'B.list' };
    expect(differencesOf([list], [versioned]).map((line) => line.slice(0, 8))).toEqual([
      '- GET /a',
      '+ GET /a',
      '    publ',
      '    ungu',
    ]);
    expect(differencesOf([list, moved], [moved])).toEqual(['- GET /a  A.list']);
  });
});
