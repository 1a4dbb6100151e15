/** Runs a step that may be synchronous, and hands what it throws on. */
export function attempt<T>(step: () => T | Promise<T>, refuse: (error: unknown) => never): T | Promise<T> {
  try {
    const result = step();
    return result instanceof Promise ? result.catch(refuse) : result;
  } catch (error) {
    return refuse(error);
  }
}
