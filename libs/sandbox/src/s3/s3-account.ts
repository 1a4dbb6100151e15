import { type Bucket, createBucket } from './bucket.js';
import { validateBucketNames } from './bucket-name.js';
import { noSuchBucket } from './s3-error.js';

/** The buckets of the account, in memory. */
export class S3Account {
  readonly #buckets = new Map<string, Bucket>();

  /** Throws an Error that names the option if a bucket name is not one that S3 takes. */
  constructor(
    readonly accountId: string,
    readonly region: string,
    bucketNames: readonly string[],
    createdAt: number,
  ) {
    validateBucketNames(bucketNames, 'buckets');
    for (const name of bucketNames) this.create(name, createdAt);
  }

  has(name: string): boolean {
    return this.#buckets.has(name);
  }

  /** Throws `NoSuchBucket`. */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  create(name: string, createdAt: number): void {
    this.#buckets.set(name, createBucket(name, createdAt));
  }

  /** By name, in order. */
  list(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
