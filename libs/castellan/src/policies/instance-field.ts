/**
 * Reads a field of an instance: its own, or an accessor its class declares, as entities of an ORM have them.
 *
 * Data on a prototype is ignored. `Object.assign({}, JSON.parse(body))` with a member `__proto__` makes the
 * client's object the prototype, and its fields would answer for those that are missing.
 */
export function readField(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  if (Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
  let prototype: unknown = Object.getPrototypeOf(object);
  while (typeof prototype === 'object' && prototype !== null) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    if (descriptor !== undefined) return descriptor.get?.call(object);
    prototype = Object.getPrototypeOf(prototype);
  }
  return undefined;
}
