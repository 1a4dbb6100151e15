/** Injection token of the name of the bucket that holds the files. */
export const FILES_BUCKET = Symbol('files-bucket');
