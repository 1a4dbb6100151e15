import { isDeepStrictEqual } from 'node:util';
import type { PolicyMapping } from '../policy-set.js';
import type { PolicyDocumentProblem } from './document-problem.js';
import type { DocumentSource } from './document-source.js';

/** How it stands with one policy document. */
export interface PolicyDocumentStatus {
  /** The name of the document. */
  readonly name: string;
  /** The SHA-256 digest of the version in use, in hexadecimal. */
  readonly version: string;
  /** When the version in use was taken into use, in milliseconds since the epoch. */
  readonly loadedAt: number;
  /** When the document was last looked at, in milliseconds since the epoch. */
  readonly checkedAt: number;
  /** Why the latest version is not in use. Absent where it is. */
  readonly problems?: readonly PolicyDocumentProblem[];
}

/** One version of a document. */
export interface DocumentVersion {
  readonly digest: string;
  readonly policies: readonly PolicyMapping[];
}

/** A document: the version that is in use, and what was found when it was last looked at. */
export class LoadedDocument {
  #current: DocumentVersion;
  #status: PolicyDocumentStatus;

  constructor(
    readonly source: DocumentSource,
    current: DocumentVersion,
    now: number,
  ) {
    this.#current = current;
    this.#status = Object.freeze({
      name: source.name,
      version: current.digest,
      loadedAt: now,
      checkedAt: now,
    });
  }

  get current(): DocumentVersion {
    return this.#current;
  }

  get status(): PolicyDocumentStatus {
    return this.#status;
  }

  /** Notes the version that was found as the one in use. Says whether that is news. */
  take(found: DocumentVersion, now: number): boolean {
    const isNew = found.digest !== this.#current.digest;
    const isNews = isNew || this.#status.problems !== undefined;
    const loadedAt = isNew ? now : this.#status.loadedAt;
    if (isNew) this.#current = found;
    this.#status = Object.freeze({
      name: this.source.name,
      version: found.digest,
      loadedAt,
      checkedAt: now,
    });
    return isNews;
  }

  /** Notes what is wrong with what was found. Says whether that is news. */
  refuse(problems: readonly PolicyDocumentProblem[], now: number): boolean {
    const isNews = !isDeepStrictEqual(problems, this.#status.problems);
    this.#status = Object.freeze({ ...this.#status, checkedAt: now, problems: Object.freeze([...problems]) });
    return isNews;
  }
}
