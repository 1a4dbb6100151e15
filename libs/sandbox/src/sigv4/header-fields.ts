/**
 * The headers of a request as they arrived. Node's own `headers` object drops the second of two equal headers, and
 * what it drops would be neither signed nor refused.
 */
export class HeaderFields {
  private readonly values = new Map<string, string[]>();

  /** @param rawHeaders Names and values in turn, as `IncomingMessage.rawHeaders` has them. */
  constructor(rawHeaders: readonly string[]) {
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = (rawHeaders[index] ?? '').toLowerCase();
      const value = rawHeaders[index + 1] ?? '';
      const values = this.values.get(name);
      if (values === undefined) this.values.set(name, [value]);
      else values.push(value);
    }
  }

  /** In lower case. */
  names(): IterableIterator<string> {
    return this.values.keys();
  }

  /** All values joined by a comma, as SigV4 and HTTP read a repeated header. */
  get(name: string): string | undefined {
    return this.values.get(name)?.join(',');
  }

  count(name: string): number {
    return this.values.get(name)?.length ?? 0;
  }
}
