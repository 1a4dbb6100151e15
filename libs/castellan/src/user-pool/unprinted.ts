/**
 * Adds members that neither `console.log`, `JSON.stringify` nor a copy by `{ ...value }` shows: they are read by their
 * names only. So a token does not get into a log because somebody printed what holds it.
 */
export function withUnprinted<Shown extends object, Hidden extends object>(
  shown: Shown,
  hidden: Hidden,
): Shown & Hidden {
  for (const [name, value] of Object.entries(hidden)) {
    Object.defineProperty(shown, name, { get: () => value as unknown, enumerable: false });
  }
  return shown as Shown & Hidden;
}
