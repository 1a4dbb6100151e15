import { DEFAULT_TENANT } from '../tenants/default-tenant.js';
import type { RequirementOutline } from './requirement-outline.js';

/** An outline as one line of text. */
export function outlineText(outline: RequirementOutline): string {
  switch (outline.kind) {
    case 'authenticated':
      return 'authenticated()';
    case 'groups':
      return `groups(${groupParts(outline).join('; ')})`;
    case 'scopes':
      return `scopes(${outline.all.join(', ')})`;
    case 'claims': {
      const names = outline.names.length === 0 ? 'function' : outline.names.join(', ');
      return outline.values === undefined
        ? `claims(${names})`
        : `claims(${names}: ${outline.values.map((value) => JSON.stringify(value)).join(' | ')})`;
    }
    case 'freshAuth':
    case 'revalidation':
      return `${outline.kind}(${outline.maxAgeSeconds}s)`;
    case 'authContext':
      return `authContext(${outline.claim}: ${outline.values.join(' | ')})`;
    case 'federatedFrom': {
      const { any, exclusive, pool } = outline;
      const how = exclusive === undefined ? '' : '; exclusively';
      return `federatedFrom(${any.join(', ')}${how}${pool === undefined ? '' : `; pool ${pool}`})`;
    }
    case 'can': {
      const { action, subject, field, checksFields, loads, hideExistence } = outline;
      const about = checksFields === true ? 'fields of the body' : field;
      const instance = loads ? (hideExistence ? ', loaded and hidden' : ', loaded') : '';
      return `can(${action}, ${subject}${about === undefined ? '' : `, ${about}`}${instance})`;
    }
    case 'tenant': {
      const { claim, source, name } = outline;
      if (claim === DEFAULT_TENANT) return 'tenant()';
      // Both come from the configuration.
      if (claim === source) return 'tenant()';
      return `tenant(${claim} = ${name === undefined ? source : `${source} ${name}`})`;
    }
    case 'allOf':
    case 'anyOf':
      return `${outline.kind}(${outline.members.map(outlineText).join(', ')})`;
    case 'not':
      return `not(${outlineText(outline.member)})`;
    case 'custom':
      return outline.description;
  }
}

function groupParts({
  any,
  all,
  none,
  pool,
}: Extract<RequirementOutline, { kind: 'groups' }>): readonly string[] {
  return [
    ...(any === undefined ? [] : [any.join(', ')]),
    ...(all === undefined ? [] : [`all of ${all.join(', ')}`]),
    ...(none === undefined ? [] : [`none of ${none.join(', ')}`]),
    ...(pool === undefined ? [] : [`pool ${pool}`]),
  ];
}
