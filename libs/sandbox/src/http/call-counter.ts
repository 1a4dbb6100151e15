const REMEMBERED_IDENTITIES = 100_000;

/** Counts the calls a service receives, refused and failed ones included. */
export class CallCounter {
  private readonly ofOperations = new Map<string, number>();
  private readonly ofIdentities = new Map<string, number>();

  /**
   * How often an operation was called, since the start or the last `clear()`.
   *
   * @param operation - Such as `GetId`.
   * @param identityId - Count only the calls that were about this identity. For `GetId` it is the identity that was
   * the answer, for the others the one that was asked for. Calls about 100,000 identities are remembered.
   */
  count(operation: string, identityId?: string): number {
    const calls =
      identityId === undefined
        ? this.ofOperations.get(operation)
        : this.ofIdentities.get(identityKey(operation, identityId));
    return calls ?? 0;
  }

  /** Starts again from zero. */
  clear(): void {
    this.ofOperations.clear();
    this.ofIdentities.clear();
  }

  /** Counts a call. @internal */
  add(operation: string): void {
    this.ofOperations.set(operation, this.count(operation) + 1);
  }

  /** Counts a call as one about an identity. @internal */
  addFor(operation: string, identityId: string): void {
    const key = identityKey(operation, identityId);
    this.ofIdentities.set(key, (this.ofIdentities.get(key) ?? 0) + 1);
    // Anybody can ask for identities that do not exist, as many as they like.
    if (this.ofIdentities.size <= REMEMBERED_IDENTITIES) return;
    const [oldest = key] = this.ofIdentities.keys();
    this.ofIdentities.delete(oldest);
  }
}

const identityKey = (operation: string, identityId: string): string =>
  JSON.stringify([operation, identityId]);
