/** Counts the calls a service receives, refused and failed ones included. */
export class CallCounter {
  private readonly counts = new Map<string, number>();

  /**
   * How often an operation was called, since the start or the last `clear()`.
   *
   * @param operation - Such as `GetId`.
   * @param identityId - Count only the calls that were about this identity. For `GetId` it is the identity that was
   * the answer, for the others the one that was asked for.
   */
  count(operation: string, identityId?: string): number {
    return this.counts.get(counterKey(operation, identityId)) ?? 0;
  }

  /** Starts again from zero. */
  clear(): void {
    this.counts.clear();
  }

  /** Counts a call. @internal */
  add(operation: string, identityId?: string): void {
    const key = counterKey(operation, identityId);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}

const counterKey = (operation: string, identityId?: string): string =>
  JSON.stringify([operation, identityId]);
