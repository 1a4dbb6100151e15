/** A route as a lock file has it: what is asked, without what follows from it. */
export interface LockedRoute {
  readonly route: string;
  readonly handler: string;
  readonly [member: string]: unknown;
}

/** What is shown to people and follows from the rest. */
const DERIVED: ReadonlySet<string> = new Set([
  'requirement',
  'passes',
  'loads',
  'closedBecause',
  'impossibleBecause',
]);

/** What of the route table goes into a lock file. */
export function lockedRoutes(
  entries: readonly { readonly route: string; readonly handler: string }[],
): readonly LockedRoute[] {
  return entries.map(
    (entry) =>
      Object.fromEntries(
        Object.entries(entry).filter(([name]) => !DERIVED.has(name)),
      ) as unknown as LockedRoute,
  );
}

/** JSON with one route a line, so that a review shows which route changed. */
export function formatLock(routes: readonly object[]): string {
  return `[\n${routes.map((route) => `  ${JSON.stringify(route)}`).join(',\n')}\n]\n`;
}

/** @returns `undefined` where the text is not a list of routes. */
export function readLock(text: string): readonly LockedRoute[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(parsed) && parsed.every(isLockedRoute) ? parsed : undefined;
}

function isLockedRoute(value: unknown): value is LockedRoute {
  if (typeof value !== 'object' || value === null) return false;
  const { route, handler } = value as Record<string, unknown>;
  return typeof route === 'string' && typeof handler === 'string';
}
