/** Runs something whose warnings are for those who run it in earnest. */
export async function quietly<T>(run: () => T | Promise<T>): Promise<T> {
  const spies = (['warn', 'info'] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation(() => undefined),
  );
  try {
    return await run();
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}
