/** A request that S3 received, answered or refused. */
export interface S3Request {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** As the request names it, right or wrong; absent from a request without a signature. */
  readonly accessKeyId?: string;
  /** Whose session signed: `cognito-identity.amazonaws.com:sub`. Only once the signature has been accepted. */
  readonly identityId?: string;
  /** The role of the session. Only once the signature has been accepted. */
  readonly roleArn?: string;
  /** Such as `GetObject`; absent if the request asks for something that is not here. */
  readonly operation?: string;
  /** Empty if the request names none. At most 255 characters of it. */
  readonly bucket: string;
  /** Decoded; empty if the request names none. At most 1,024 characters of it. */
  readonly key: string;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** Such as `AccessDenied`; absent from a request that was answered. */
  readonly errorCode?: string;
}

const REMEMBERED = 10_000;
const LONGEST_BUCKET = 255;
const LONGEST_KEY = 1024;

/** The last 10,000 requests, oldest first. */
export class RequestLog {
  #entries: S3Request[] = [];

  add(entry: S3Request): void {
    const { bucket, key, accessKeyId } = entry;
    this.#entries.push({
      ...entry,
      bucket: copyOf(bucket, LONGEST_BUCKET),
      key: copyOf(key, LONGEST_KEY),
      ...(accessKeyId === undefined ? {} : { accessKeyId: copyOf(accessKeyId, accessKeyId.length) }),
    });
    // Dropped in bulk: to shift at every request would move all the others each time.
    if (this.#entries.length >= 2 * REMEMBERED) this.#entries = this.#entries.slice(-REMEMBERED);
  }

  list(): readonly S3Request[] {
    return this.#entries.slice(-REMEMBERED);
  }

  clear(): void {
    this.#entries = [];
  }
}

/** A part of a text that does not keep the whole alive, as V8's slices do: a request's head has up to 16 KiB. */
const copyOf = (text: string, length: number): string =>
  Buffer.from(text.slice(0, length), 'utf16le').toString('utf16le');
