import { ConfigurationError } from '../../errors/index.js';
import { machine, user } from '../callers.spec-helper.js';
import { tenantGroups } from './tenant-groups.js';

const of = (tenant: unknown, groups: readonly string[], separator?: string) =>
  tenantGroups(user({ groups, claims: { 'custom:tenant': tenant } }), 'custom:tenant', separator);

describe('tenantGroups(...)', () => {
  it.each<[string, unknown, readonly string[], readonly string[]]>([
    ['its own groups', 'acme', ['acme:editors', 'acme:admins'], ['editors', 'admins']],
    ['none of another tenant', 'acme', ['beta:admins', 'editors'], []],
    ['none of a tenant whose name begins like its own', 'acme', ['acme2:admins', 'acme-eu:admins'], []],
    ['none in another case', 'acme', ['Acme:admins'], []],
    ['none without a rest', 'acme', ['acme:', 'acme'], []],
    [
      'none of a tenant that is called like a group of another',
      'acme:admins',
      ['acme:admins', 'acme:admins:x'],
      [],
    ],
    [
      'a group that is called like another tenant, under its own',
      'acme',
      ['acme:beta:admins'],
      ['beta:admins'],
    ],
    ['none without the claim', undefined, [':admins', 'undefined:admins'], []],
    ['none for an empty claim', '', [':admins'], []],
    ['none for a list', ['acme'], ['acme:admins'], []],
  ])('gives %s', (_what, tenant, groups, expected) => {
    expect(of(tenant, groups)).toEqual(expected);
  });

  it('takes another separator', () => {
    expect(of('acme', ['acme/editors', 'acme:admins'], '/')).toEqual(['editors']);
    expect(of('ac/me', ['ac/me/editors'], '/')).toEqual([]);
  });

  it('gives programs none, and refuses empty names', () => {
    expect(tenantGroups(machine(), 'custom:tenant')).toEqual([]);
    expect(() => tenantGroups(user(), '')).toThrow(ConfigurationError);
    expect(() => tenantGroups(user(), 'custom:tenant', '')).toThrow(ConfigurationError);
  });
});
