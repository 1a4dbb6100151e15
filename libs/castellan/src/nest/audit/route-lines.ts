import { passingCallersText } from '../../policies/index.js';
import type { ReadableFieldsEntry, RouteEntry } from './route-entry.js';

/**
 * The route table as text for a person: one line for each entry.
 *
 * @example
 * ```ts
 * import type { INestApplication } from '@nestjs/common';
 * import { routeLines, RouteTable } from 'castellan';
 *
 * export function printRoutes(app: INestApplication): void {
 *   for (const line of routeLines(app.get(RouteTable).routes)) console.log(line);
 * }
 * ```
 */
export function routeLines(routes: readonly RouteEntry[]): readonly string[] {
  const widths = [0, 0];
  const rows = routes.map((entry) => [addressText(entry), entry.handler, whoPasses(entry)] as const);
  for (const [route, handler] of rows) {
    widths[0] = Math.max(widths[0] ?? 0, route.length);
    widths[1] = Math.max(widths[1] ?? 0, handler.length);
  }
  return rows.map(
    ([route, handler, who]) => `${route.padEnd(widths[0] ?? 0)}  ${handler.padEnd(widths[1] ?? 0)}  ${who}`,
  );
}

/** The address of a route, with what is not part of its path. */
export function addressText({ route, versions, hosts }: RouteEntry): string {
  return [
    route,
    ...(versions === undefined ? [] : [`(version ${versions.join(', ')})`]),
    ...(hosts === undefined ? [] : [`(host ${hosts.join(', ')})`]),
  ].join(' ');
}

function whoPasses(entry: RouteEntry): string {
  const { tokenUse, pools, loads, requirement, readableFields, accessible = [] } = entry;
  const details = [
    ...(tokenUse === undefined ? [] : [`${tokenUse} tokens`]),
    ...(pools === undefined ? [] : [`pool ${pools.join(', ')}`]),
    ...(loads === 'none' ? ['no loader'] : []),
    ...(requirement !== undefined && entry.public ? ['anonymous callers reach the decision'] : []),
    ...accessible.map(({ action, subject }) => `lists ${subject} to ${action}`),
    ...(readableFields === undefined ? [] : [fieldsText(readableFields)]),
  ];
  return [access(entry), ...details.map((detail) => `[${detail}]`)].join(' ');
}

function fieldsText({ action, subject, at, unreadable }: ReadableFieldsEntry): string {
  return [
    `sends fields of ${subject} to ${action}`,
    ...(at === undefined ? [] : [`at ${at}`]),
    ...(unreadable === 'omit' ? ['and omits the unreadable'] : []),
  ].join(' ');
}

function access({ unguarded, guardedElsewhere, requirement, passes, impossibleBecause }: RouteEntry): string {
  if (guardedElsewhere) return 'guarded elsewhere';
  if (unguarded) return 'UNGUARDED: closed to everybody';
  if (impossibleBecause !== undefined) return `IMPOSSIBLE: ${impossibleBecause}`;
  if (requirement === undefined) return 'public';
  return passes === undefined ? requirement : passes.map(passingCallersText).join(' | ');
}
