import type { Caller } from '../tokens/principal.js';

/** Every object and list inside the claims of a caller, the claims themselves included. Collected on first use. */
export function tokenObjectsOf(caller: Caller): () => ReadonlySet<object> {
  let objects: Set<object> | undefined;
  return () => {
    if (objects === undefined) {
      objects = new Set();
      if (caller.kind !== 'anonymous') {
        collect(caller.claims, objects);
        if (caller.kind === 'user') collect(caller.identities, objects);
      }
    }
    return objects;
  };
}

function collect(value: unknown, objects: Set<object>): void {
  if (typeof value !== 'object' || value === null || objects.has(value)) return;
  objects.add(value);
  for (const member of Object.values(value)) collect(member, objects);
}
