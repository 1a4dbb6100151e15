import type { Bucket, StoredObject } from './bucket.js';

/** A bucket as it is kept: of each object everything but the bytes, which are kept apart under a name. */
export interface BucketState {
  readonly name: string;
  readonly createdAt: number;
  readonly objects: readonly (Omit<StoredObject, 'bytes' | 'checksum'> & {
    readonly key: string;
    readonly bytes: string;
    readonly checksum: StoredObject['checksum'] | null;
  })[];
}

/** @param keep - Keeps the bytes and gives the name they are found by. */
export async function bucketState(
  { name, createdAt, objects }: Bucket,
  keep: (object: StoredObject) => Promise<string>,
): Promise<BucketState> {
  const kept: BucketState['objects'][number][] = [];
  for (const [key, object] of [...objects]) {
    const { etag, lastModified, headers, checksum = null } = object;
    kept.push({ key, bytes: await keep(object), etag, lastModified, headers, checksum });
  }
  return { name, createdAt, objects: kept };
}

/** @param read - Finds the bytes of an object. */
export async function restoreBucket(
  bucket: Bucket,
  { objects }: BucketState,
  read: (name: string) => Promise<Buffer>,
): Promise<void> {
  for (const { key, bytes, checksum, ...object } of objects) {
    bucket.objects.set(key, { ...object, checksum: checksum ?? undefined, bytes: await read(bytes) });
  }
}
