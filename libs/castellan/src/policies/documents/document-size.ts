import { RefusedDocumentError } from './document-problem.js';

/** The largest policy document, in bytes. */
export const MAX_DOCUMENT_BYTES = 1_048_576;

/** @throws RefusedDocumentError */
export function requireSize(bytes: number): void {
  if (bytes <= MAX_DOCUMENT_BYTES) return;
  throw new RefusedDocumentError([{ path: '$', reason: `is larger than ${MAX_DOCUMENT_BYTES} bytes` }]);
}
