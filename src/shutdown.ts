/** Something that has to be closed before the process ends. */
export interface Closeable {
  close(): Promise<void>;
}

const PATIENCE_MILLISECONDS = 5_000;

/**
 * On Ctrl-C or a termination request, closes everything in order and ends with exit code 0. What does not close
 * in time, or a second Ctrl-C, ends the process with exit code 1.
 */
export function closeOnSignal(closeables: readonly Closeable[]): void {
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) process.exit(1);
    closing = true;
    setTimeout(() => process.exit(1), PATIENCE_MILLISECONDS).unref();
    for (const closeable of closeables) await closeable.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void close().catch(() => process.exit(1)));
  }
}
