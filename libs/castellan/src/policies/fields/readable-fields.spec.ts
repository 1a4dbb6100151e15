import { Readable } from 'node:stream';
import { of } from 'rxjs';
import { PolicyFailureError } from '../../errors/index.js';
import { abilityOf } from '../callers.spec-helper.js';
import type { Rules } from '../policy-rules.js';
import { permittedFields } from './permitted-fields.js';
import { pickReadable } from './readable-fields.js';

const all = ({ can }: Rules) => can('read', 'User');
const butSecrets = ({ can, cannot }: Rules) => {
  can('read', 'User');
  cannot('read', 'User', ['password', 'address.zip', 'friends.phone']);
};
const nameOnly = ({ can }: Rules) => can('read', 'User', ['name', 'address.city']);
const pick = (rules: (rules: Rules) => void, item: object, action?: string) =>
  pickReadable(abilityOf(rules), 'User', item, action);

describe('pickReadable(...)', () => {
  it('gives back the very item where nothing is forbidden', () => {
    const item = { name: 'Ann', nested: { a: 1 } };
    expect(pick(all, item)).toBe(item);
  });

  it('removes what is forbidden and changes nothing of the item', () => {
    const item = Object.freeze({ name: 'Ann', password: 'x' });
    expect(pick(butSecrets, item)).toEqual({ name: 'Ann' });
    expect(item).toEqual({ name: 'Ann', password: 'x' });
  });

  it('removes what no rule grants', () => {
    expect(pick(nameOnly, { name: 'Ann', age: 7 })).toEqual({ name: 'Ann' });
  });

  it('looks into objects and lists that are not readable as a whole', () => {
    const item = {
      name: 'Ann',
      address: { city: 'Bern', zip: '3000' },
      friends: [{ name: 'Bob', phone: '1' }, { phone: '2' }, 'Eve', null],
    };
    expect(pick(butSecrets, item)).toEqual({
      name: 'Ann',
      address: { city: 'Bern' },
      friends: [{ name: 'Bob' }],
    });
    expect(pick(nameOnly, item)).toEqual({ name: 'Ann', address: { city: 'Bern' } });
    expect(pick(nameOnly, { name: 'Ann', address: ['Bern'] })).toEqual({ name: 'Ann' });
    expect(pick(nameOnly, { name: 'Ann', address: { zip: '3000' } })).toEqual({ name: 'Ann' });
  });

  it('asks about each instance', () => {
    const rules = ({ can, cannot }: Rules) => {
      can('read', 'User');
      cannot('read', 'User', ['phone'], { name: { $ne: 'Ann' } });
    };
    expect(pick(rules, { name: 'Ann', phone: '1' })).toEqual({ name: 'Ann', phone: '1' });
    expect(pick(rules, { name: 'Bob', phone: '1' })).toEqual({ name: 'Bob' });
  });

  it('gives nothing where nothing is readable, and an empty object where that is all that is left', () => {
    expect(pick(() => undefined, { name: 'Ann' })).toBeUndefined();
    expect(pick(nameOnly, { age: 7 })).toBeUndefined();
    expect(pick(nameOnly, { age: undefined })).toBeUndefined();
    expect(pick(butSecrets, { password: 'x' })).toEqual({});
    expect(pick(all, {})).toEqual({});
  });

  it('asks about another action', () => {
    expect(pick(({ can }) => can('export', 'User', ['name']), { name: 'Ann', age: 7 }, 'export')).toEqual({
      name: 'Ann',
    });
  });

  it('filters what toJSON() gives, decided on the item', () => {
    class Document {
      readonly #data = { name: 'Ann', password: 'x' };
      get name() {
        return this.#data.name;
      }
      toJSON() {
        return { ...this.#data, id: '1' };
      }
    }
    const rules = ({ can, cannot }: Rules) => {
      can('read', 'User', { name: 'Ann' });
      cannot('read', 'User', ['password']);
    };
    expect(pick(rules, new Document())).toEqual({ name: 'Ann', id: '1' });
  });

  it('does not let toJSON() bring back what was removed', () => {
    const item: Record<string, unknown> = { name: 'Ann', password: 'x' };
    const again = { ...item, toJSON: () => item };
    expect(JSON.parse(JSON.stringify(pick(butSecrets, again)))).toEqual({ name: 'Ann' });
    const twice = { name: 'Ann', toJSON: () => again };
    expect(JSON.parse(JSON.stringify(pick(butSecrets, twice)))).toEqual({ name: 'Ann' });
    const harmless = { toJSON: () => ({ name: 'Ann', toJSON: () => item }) };
    expect(JSON.parse(JSON.stringify(pick(butSecrets, harmless)))).toEqual({ name: 'Ann' });
    const nested = { name: 'Ann', address: { toJSON: () => ({ city: 'Bern', zip: '3000' }) } };
    expect(JSON.parse(JSON.stringify(pick(butSecrets, nested)))).toEqual({
      name: 'Ann',
      address: { city: 'Bern' },
    });
  });

  it('leaves out an identifier that is sent as text, and a nested value that is sent as a list', () => {
    class ObjectId {
      readonly #hex = '65a1';
      toJSON() {
        return this.#hex;
      }
    }
    const item = {
      name: 'Ann',
      address: { city: 'Bern', owner: new ObjectId() },
      account: new ObjectId(),
      friends: [new ObjectId(), { toJSON: () => ['Bob'] }],
      born: new Date(),
    };
    expect(pick(nameOnly, item)).toEqual({ name: 'Ann', address: { city: 'Bern' } });
    const readable = pick(({ can }) => can('read', 'User', ['account']), item);
    expect(JSON.stringify(readable)).toBe('{"account":"65a1"}');
  });

  it('keeps the class of an item, and takes its accessors for fields', () => {
    class Base {
      get password() {
        return ['derived'].join();
      }
    }
    class User extends Base {
      name = 'Ann';
      secret = 'x';
      get upper() {
        return this.name.toUpperCase();
      }
      get leak() {
        return this.secret;
      }
    }
    const picked = pick(({ can, cannot }) => {
      can('read', 'User');
      cannot('read', 'User', ['password', 'secret', 'leak']);
    }, new User()) as User;
    expect(picked).toBeInstanceOf(User);
    expect(Object.keys(picked)).toEqual(['name']);
    expect([picked.upper, picked.leak, picked.secret, picked.password]).toEqual([
      'ANN',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('ends where objects refer to each other', () => {
    interface Node {
      name: string;
      address: { city: string; back?: Node };
    }
    const item: Node = { name: 'Ann', address: { city: 'Bern' } };
    item.address.back = item;
    expect(pick(nameOnly, item)).toEqual({ name: 'Ann', address: { city: 'Bern' } });
    let deep: object = { city: 'x' };
    for (let level = 0; level < 50; level++) deep = { address: deep };
    expect(pick(nameOnly, { name: 'Ann', address: deep })).toEqual({ name: 'Ann' });
  });

  it('never shows __proto__ and constructor as fields', () => {
    const item = JSON.parse('{"name":"Ann","__proto__":{"a":1},"constructor":1}') as object;
    const picked = pick(all, item)!;
    expect(Object.keys(picked)).toEqual(['name']);
    expect(Reflect.get(picked, 'a')).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['text', '{"password":"x"}'],
    ['a number', 1],
    ['a function', () => 1],
    ['a list', [{ name: 'Ann' }]],
    ['a buffer', Buffer.from('x')],
    ['a map', new Map()],
    ['a set', new Set()],
    ['a date', new Date()],
    ['an error', new Error('x')],
    ['a promise', Promise.resolve({})],
    ['something to wait for', { then: () => undefined }],
    ['a stream of Node', Readable.from(['x'])],
    ['a stream of the web', new ReadableStream()],
    ['a response', new Response('x')],
    ['a blob', new Blob(['x'])],
    ['an observable', of({})],
    ['a generator', (function* () {})()],
    ['a file to stream', { getStream: () => undefined }],
    ['an object whose JSON form is text', { toJSON: () => 'x' }],
    ['an object whose JSON form is a list', { toJSON: () => [{ password: 'x' }] }],
  ])('refuses %s, whatever the rules allow', (_what, item) => {
    expect(() => pick(all, item as object)).toThrow(PolicyFailureError);
  });

  it('fails where a policy failed', () => {
    const failing = () => {
      throw new Error('a fault');
    };
    expect(() => pick(failing, { name: 'Ann' })).toThrow(PolicyFailureError);
  });
});

describe('permittedFields(...)', () => {
  it('gives those that the rules allow, in order', () => {
    const rules = ({ can, cannot }: Rules) => {
      can('update', 'User', ['name', 'phone'], { name: 'Ann' });
      cannot('update', 'User', ['phone'], { locked: true });
    };
    const of = (instance?: unknown) =>
      permittedFields(abilityOf(rules), 'update', 'User', instance, ['phone', 'name', 'role']);
    expect(of({ name: 'Ann' })).toEqual(['phone', 'name']);
    expect(of({ name: 'Ann', locked: true })).toEqual(['name']);
    expect(of({ name: 'Bob' })).toEqual([]);
    expect(of()).toEqual([]);
  });

  it('fails where the question cannot be decided', () => {
    expect(() => permittedFields(abilityOf(all), 'read', 'User', 'no object', ['name'])).toThrow(
      PolicyFailureError,
    );
  });
});
