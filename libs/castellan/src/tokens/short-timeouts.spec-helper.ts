/**
 * Has the limits of so many milliseconds pass in a moment, until it is restored, and says how many were set: that a
 * limit is three seconds shows without three seconds of waiting. Timers with values to hand on are those of Node's
 * own `fetch`, for connections that are idle.
 */
export function shortenTimeouts(milliseconds: number): { readonly started: () => number; restore(): void } {
  const wait = globalThis.setTimeout as (...parameters: readonly unknown[]) => NodeJS.Timeout;
  let started = 0;
  const spy = jest.spyOn(globalThis, 'setTimeout').mockImplementation((...parameters: readonly unknown[]) => {
    if (parameters[1] !== milliseconds || parameters.length > 2) return wait(...parameters);
    started += 1;
    return wait(parameters[0], 100);
  });
  return { started: () => started, restore: () => spy.mockRestore() };
}
