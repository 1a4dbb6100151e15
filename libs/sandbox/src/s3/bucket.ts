/** An object as it is kept. */
export interface StoredObject {
  readonly bytes: Buffer;
  /** The MD5 of the bytes in quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch, in whole seconds as HTTP dates are. */
  readonly lastModified: number;
  /** What a GET gives back: content type, caching, `x-amz-meta-*`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The checksum it was sent with, as a header. */
  readonly checksum: readonly [name: string, value: string] | undefined;
}

/** A bucket. All of it is in memory. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly objects: Map<string, StoredObject>;
}

export const createBucket = (name: string, createdAt: number): Bucket => ({
  name,
  createdAt,
  objects: new Map(),
});
