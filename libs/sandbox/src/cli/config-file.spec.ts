import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UsageError } from './arguments.js';
import { readConfigFile } from './config-file.js';

describe('a configuration file', () => {
  let folder: string;
  const write = (name: string, content: unknown): string => {
    const file = path.join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'castellan-sandbox-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the options, with a data folder beside it', () => {
    const file = write('a.json', { $schema: './x.json', region: 'eu-west-1', dataFolder: 'data' });
    expect(readConfigFile(file)).toEqual({ region: 'eu-west-1', dataFolder: path.join(folder, 'data') });
  });

  it('takes seeds from other files: lists grow, and user pools of one ID become one', () => {
    mkdirSync(path.join(folder, 'seeds'));
    write('seeds/users.json', {
      userPools: [{ userPoolId: 'p', users: [{ username: 'b' }] }, { clients: [{ name: 'second' }] }],
      buckets: ['two'],
    });
    write('seeds/roles.json', { roles: [{ roleArn: 'r' }] });
    const file = write('a.json', {
      include: ['seeds/users.json', 'seeds/roles.json'],
      userPools: [{ userPoolId: 'p', clients: [{ name: 'web' }], users: [{ username: 'a' }] }],
      buckets: ['one'],
    });
    expect(readConfigFile(file)).toEqual({
      userPools: [
        { userPoolId: 'p', clients: [{ name: 'web' }], users: [{ username: 'a' }, { username: 'b' }] },
        { clients: [{ name: 'second' }] },
      ],
      buckets: ['one', 'two'],
      roles: [{ roleArn: 'r' }],
    });
  });

  it.each<[string, unknown, string]>([
    ['that is not JSON', '{"password":"Secret', 'the file is not JSON'],
    [
      'with a comma too many',
      '{\n  "buckets": ["a"],\n}',
      'the file is not JSON (line 3, column 1). JSON has no',
    ],
    [
      'with an option that there is not',
      { bucket: [] },
      'a.json: bucket: found an option that does not exist.',
    ],
    [
      'whose include has one',
      { include: ['wrong.json'] },
      'wrong.json: user: found an option that does not exist.',
    ],
    ['that is a list', '[]', 'the file is not a JSON object.'],
    ['with a clock', { clock: 5 }, 'clock is a function, which a file can not hold.'],
    ['with an include that is no list', { include: 'x' }, 'include is not an array of paths.'],
    ['with an include that is not there', { include: ['none.json'] }, 'none.json: there is no such file.'],
    ['that sets a value twice', { include: ['more.json'], region: 'a' }, 'region is set already'],
    ['with an include in an include', { include: ['deep.json'] }, 'an included file includes no others.'],
  ])('is refused %s', (_, content, message) => {
    write('more.json', { region: 'b' });
    write('wrong.json', { user: [] });
    write('deep.json', { include: [] });
    const file = write('a.json', content);
    expect(() => readConfigFile(file)).toThrow(UsageError);
    expect(() => readConfigFile(file)).toThrow(message);
    expect(() => readConfigFile(file)).not.toThrow('Secret');
  });
});
