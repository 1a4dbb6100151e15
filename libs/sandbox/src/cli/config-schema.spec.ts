import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Sandbox } from '../sandbox.js';
import { CONFIG_SCHEMA } from './config-schema.js';
import { DEFAULT_OPTIONS } from './default-options.js';

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
  readonly additionalProperties?: Part;
}

const part = (...names: readonly string[]): Part =>
  names.reduce<Part>(
    (schema, name) =>
      name === '*' ? (schema.items ?? schema.additionalProperties!) : schema.properties![name]!,
    CONFIG_SCHEMA,
  );

/** The options that there are at a place, as the error about one that there is not lists them. */
async function knownOptions(options: object): Promise<string[]> {
  const refusal: unknown = await Sandbox.start(options).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(TypeError);
  const [, choices = ''] = /Write one of (.*)\.$/.exec((refusal as TypeError).message) ?? [];
  return choices.split(', ').map((choice) => choice.slice(1, -1));
}

const wrong = { wrong: 1 };
const pool = { clients: [] };
const identityPool = { providers: [], roles: { authenticated: 'x' } };

describe('the schema of the configuration file', () => {
  it('is the one that is published', () => {
    const file = path.join(process.cwd(), 'libs/sandbox/config.schema.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(CONFIG_SCHEMA);
  });

  it('has the options of a sandbox, but for the clock, and what only a file has', async () => {
    const options = (await knownOptions(wrong)).filter((name) => name !== 'clock');
    expect(Object.keys(part().properties!).sort()).toEqual([...options, '$schema', 'include'].sort());
  });

  it.each([
    [['userPools', '*'], { userPools: [{ ...pool, ...wrong }] }],
    [['userPools', '*', 'clients', '*'], { userPools: [{ clients: [wrong] }] }],
    [['userPools', '*', 'groups', '*'], { userPools: [{ ...pool, groups: [wrong] }] }],
    [['userPools', '*', 'users', '*'], { userPools: [{ ...pool, users: [wrong] }] }],
    [['userPools', '*', 'customAttributes', '*'], { userPools: [{ ...pool, customAttributes: [wrong] }] }],
    [['userPools', '*', 'identityProviders', '*'], { userPools: [{ ...pool, identityProviders: [wrong] }] }],
    [['userPools', '*', 'mfa'], { userPools: [{ ...pool, mfa: wrong }] }],
    [['userPools', '*', 'deviceTracking'], { userPools: [{ ...pool, deviceTracking: wrong }] }],
    [['userPools', '*', 'passkeys'], { userPools: [{ ...pool, passkeys: wrong }] }],
    [['userPools', '*', 'risk'], { userPools: [{ ...pool, risk: wrong }] }],
    [['identityPools', '*'], { identityPools: [{ ...identityPool, ...wrong }] }],
    [['identityPools', '*', 'providers', '*'], { identityPools: [{ ...identityPool, providers: [wrong] }] }],
    [['identityPools', '*', 'roles'], { identityPools: [{ ...identityPool, roles: wrong }] }],
    [['roles', '*'], { roles: [wrong] }],
    [['iamUsers', '*'], { iamUsers: [wrong] }],
    [['samlProviders', '*'], { samlProviders: [wrong] }],
    [['openIdConnectProviders', '*'], { openIdConnectProviders: [wrong] }],
    [['administrator'], { administrator: wrong }],
    [['faults', '*'], { faults: { GetId: wrong } }],
    [['tables', '*'], { tables: [wrong] }],
  ])('has the options of %j', async (names, options) => {
    expect(Object.keys(part(...names).properties!).sort()).toEqual((await knownOptions(options)).sort());
  });

  it('has a default that a sandbox starts with', async () => {
    const sandbox = await Sandbox.start(DEFAULT_OPTIONS);
    expect(sandbox.userPools[0]?.users.map(({ username }) => username)).toEqual(['alice', 'bob']);
    await sandbox.stop();
  });
});
