import { ConfigurationError } from '../errors/index.js';
import { prismaModel } from './prisma-model.js';

describe('a model of Prisma', () => {
  const declare = (fields: Record<string, unknown>, provider = 'postgresql') =>
    prismaModel<Record<string, unknown>>({ provider, fields } as never).fields;

  it('knows what each field holds, and whether it can be null', () => {
    const fields = declare({
      id: 'Int',
      title: 'String?',
      createdAt: 'DateTime',
      serial: 'BigInt?',
      status: ['A', null],
    });
    expect(Object.fromEntries(fields)).toMatchObject({
      id: { kind: 'integer', nullable: false },
      title: { kind: 'string', nullable: true },
      createdAt: { kind: 'timestamp', nullable: false },
      serial: { kind: 'bigint', nullable: true },
      status: { kind: 'string', nullable: true },
    });
  });

  it.each(['mysql', 'sqlserver', 'sqlite', 'mongodb', undefined])('refuses the provider %s', (provider) => {
    expect(() => prismaModel({ provider, fields: { id: 'Int' } } as never)).toThrow(ConfigurationError);
  });

  it.each(['Json', 'Decimal', 'Bytes', 'int', 'String??', 'String[]', '', 'constructor', undefined, 5, {}])(
    'refuses the type %j',
    (type) => {
      expect(() => declare({ id: 'Int', field: type })).toThrow(/The field "field" is declared as/);
    },
  );

  it('refuses to have no fields: a rule that matches nothing needs one to say so', () => {
    expect(() => declare({})).toThrow(/has no fields/);
  });
});
