/** Where an adapter writes what an operator should know. None of it holds a token, a key or a secret. */
export interface Log {
  /** Everyday refusals. */
  debug(message: string): void;
  /** What is probably not meant. */
  warn(message: string): void;
  /** Faults of the service, with the stack where there is one. */
  error(message: string, stack?: string): void;
}
