import { createHash } from 'node:crypto';
import { ConfigurationError } from '../../errors/index.js';
import type { KnownClaims } from '../known-claims.js';
import type { KnownPools } from '../known-pools.js';
import { type PolicyMapping, PolicySet } from '../policy-set.js';
import { type PolicyDocumentProblem, RefusedDocumentError } from './document-problem.js';
import { type DocumentSource, documentSources, type PolicyDocumentSource } from './document-source.js';
import { type DocumentVersion, LoadedDocument, type PolicyDocumentStatus } from './loaded-document.js';
import { ReloadTriggers } from './reload-triggers.js';

/** What {@link PolicyDocuments} needs. */
export interface PolicyDocumentsOptions extends KnownPools, KnownClaims {
  /** Where the documents come from. An empty list is allowed: then all policies are code. */
  readonly documents: readonly PolicyDocumentSource[];
  /**
   * Is told about every version that comes into use or is refused, once for each. What it throws is ignored. Default:
   * nobody is told.
   */
  readonly onChange?: (status: PolicyDocumentStatus) => void;
  /** How long it may take to load a document, in milliseconds. Default 10,000. */
  readonly loadTimeoutMilliseconds?: number;
  /** The time, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
}

const DEFAULT_LOAD_TIMEOUT_MILLISECONDS = 10_000;

/**
 * The policies of an application where some, or all, are JSON documents: {@link policySet} has those of the documents
 * and those of the code together. A rule that forbids wins, wherever it is written.
 *
 * Documents are loaded by `open` and again by `reload`, by interval, or when a watched file changes. Each reload makes
 * one new policy set and puts it in the place of the old one. A new version that cannot be loaded or used is refused,
 * with the path of what is wrong: the one in use stays, with those of all documents that were loaded together with it,
 * and {@link status} says so.
 *
 * @example
 * ```ts
 * import { PolicyDocuments, type Principal } from 'castellan/core';
 *
 * const documents = new PolicyDocuments({
 *   documents: [{ file: 'policies.json', watch: true }],
 *   defaultPool: 'customers',
 * });
 *
 * export async function mayDelete(principal: Principal): Promise<boolean> {
 *   await documents.open();
 *   return documents.policySet.abilityFor(principal).can('delete', 'Article');
 * }
 * ```
 */
export class PolicyDocuments {
  readonly #known: KnownPools & KnownClaims;
  readonly #sources: readonly DocumentSource[];
  readonly #timeout: number;
  readonly #now: () => number;
  readonly #onChange: (status: PolicyDocumentStatus) => void;
  readonly #triggers = new ReloadTriggers((document) => this.#refreshInTurn([document]));
  #policies: readonly PolicyMapping[] = [];
  #documents: readonly LoadedDocument[] = [];
  #set: PolicySet | undefined;
  #queue: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** @throws ConfigurationError if an option is wrong, or two documents have one name. */
  constructor(options: PolicyDocumentsOptions) {
    this.#known = options;
    this.#sources = documentSources(options.documents);
    this.#timeout = options.loadTimeoutMilliseconds ?? DEFAULT_LOAD_TIMEOUT_MILLISECONDS;
    this.#now = options.now ?? Date.now;
    this.#onChange = options.onChange ?? (() => undefined);
  }

  /**
   * Loads all documents for the first time. Call it once.
   *
   * @param policies The policies that are code.
   * @throws ConfigurationError if a document cannot be loaded or used, or the policies do not fit together.
   */
  async open(policies: readonly PolicyMapping[] = []): Promise<void> {
    if (this.#set !== undefined) throw new ConfigurationError('The policy documents are open already.');
    const documents = await Promise.all(this.#sources.map((source) => this.#first(source)));
    this.#policies = policies;
    this.#set = this.#policySetOf(documents.map(({ current }) => current));
    this.#documents = documents;
    if (this.#isClosed) return;
    for (const document of documents) this.#triggers.start(document);
    // What changed after it was read and before it was watched.
    await this.#refreshInTurn(documents.filter(({ source }) => source.watched !== undefined));
  }

  /**
   * All policies, those of the documents in the version that is in use. Ask for it at each request: abilities of an
   * earlier set know nothing of a reload.
   *
   * @throws ConfigurationError before `open` is done.
   */
  get policySet(): PolicySet {
    if (this.#set !== undefined) return this.#set;
    throw new ConfigurationError('The policy documents are not loaded yet: wait for open().');
  }

  /** How it stands with each document, in the order of the options. Empty before `open` is done. */
  get status(): readonly PolicyDocumentStatus[] {
    return this.#documents.map(({ status }) => status);
  }

  /**
   * Loads all documents again, now, and takes what is new into use: all of it, or nothing where anything is refused.
   * Never throws: the status says what was refused and what was held back.
   */
  async reload(): Promise<readonly PolicyDocumentStatus[]> {
    await this.#refreshInTurn(this.#documents);
    return this.status;
  }

  /** Stops watching and loading. The policies stay as they are. */
  close(): void {
    this.#isClosed = true;
    this.#triggers.stop();
  }

  async #first(source: DocumentSource): Promise<LoadedDocument> {
    const found = await this.#load(source);
    if (!(found instanceof RefusedDocumentError)) return new LoadedDocument(source, found, this.#now());
    throw new ConfigurationError(
      `The policy document ${source.name} cannot be used. ${found.message}`,
      found.cause === undefined ? undefined : { cause: found.cause },
    );
  }

  /** One reload after the other, so that no older version overtakes a newer one. */
  #refreshInTurn(documents: readonly LoadedDocument[]): Promise<void> {
    this.#queue = this.#queue.then(() => this.#refresh(documents));
    return this.#queue;
  }

  async #refresh(documents: readonly LoadedDocument[]): Promise<void> {
    if (documents.length === 0 || this.#isClosed) return;
    const found = await Promise.all(
      documents.map(async (document) => [document, await this.#load(document.source)] as const),
    );
    const refused = found.filter(isRefused);
    for (const [document, { problems }] of refused) this.#refuse(document, problems);
    const versions = found.filter(isVersion);
    const changed = versions.filter(([{ current }, { digest }]) => current.digest !== digest);
    const reason =
      changed.length === 0 ? undefined : (refusalOf(refused) ?? this.#tryVersions(new Map(versions)));
    if (reason === undefined) {
      this.#take(versions);
      return;
    }
    // A rule may have moved from one document to the other, and must not be lost on the way.
    const held = new RefusedDocumentError([
      {
        path: '$',
        reason: found.length === 1 ? reason : `is held back with all that was loaded together: ${reason}`,
      },
    ]);
    for (const [document] of changed) this.#refuse(document, held.problems);
    this.#take(versions.filter((version) => !changed.includes(version)));
  }

  /** Puts the policies with these versions in force, unless they do not fit together. Says why not. */
  #tryVersions(versions: ReadonlyMap<LoadedDocument, DocumentVersion>): string | undefined {
    try {
      this.#set = this.#policySetOf(
        this.#documents.map((document) => versions.get(document) ?? document.current),
      );
      return undefined;
    } catch (error) {
      return error instanceof ConfigurationError ? error.message : failure(error);
    }
  }

  #take(versions: readonly (readonly [LoadedDocument, DocumentVersion])[]): void {
    const now = this.#now();
    for (const [document, version] of versions) if (document.take(version, now)) this.#tell(document);
  }

  #refuse(document: LoadedDocument, problems: readonly PolicyDocumentProblem[]): void {
    if (document.refuse(problems, this.#now())) this.#tell(document);
  }

  #tell({ status }: LoadedDocument): void {
    try {
      this.#onChange(status);
    } catch {
      // A listener that fails must not keep a policy from coming into use.
    }
  }

  #policySetOf(versions: readonly DocumentVersion[]): PolicySet {
    return new PolicySet([...this.#policies, ...versions.flatMap(({ policies }) => policies)], this.#known);
  }

  async #load(source: DocumentSource): Promise<DocumentVersion | RefusedDocumentError> {
    try {
      const bytes = await source.read(this.#timeout);
      // Only applications that have documents load what checks them.
      const { readDocument } = await import('./document-policies.js');
      const policies = readDocument(source.name, bytes, this.#known);
      return { digest: createHash('sha256').update(bytes).digest('hex'), policies };
    } catch (error) {
      if (error instanceof RefusedDocumentError) return error;
      const reason = `cannot be loaded from ${source.place}: ${failure(error)}`;
      return new RefusedDocumentError([{ path: '$', reason }], { cause: error });
    }
  }
}

type Found = readonly [LoadedDocument, DocumentVersion | RefusedDocumentError];

function isRefused(found: Found): found is readonly [LoadedDocument, RefusedDocumentError] {
  return found[1] instanceof RefusedDocumentError;
}

function isVersion(found: Found): found is readonly [LoadedDocument, DocumentVersion] {
  return !(found[1] instanceof RefusedDocumentError);
}

/** Why what was found together with these is not taken; `undefined` where there are none. */
function refusalOf(
  refused: readonly (readonly [LoadedDocument, RefusedDocumentError])[],
): string | undefined {
  if (refused.length === 0) return undefined;
  return `${refused.map(([{ source }]) => source.name).join(', ')} cannot be used`;
}

/** The kind of an error. Its message is that of a database or a service, and may hold anything. */
function failure(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'something that is no error was thrown';
  const { code, name } = error as { code?: unknown; name?: unknown };
  return [code, name].find((kind) => typeof kind === 'string') ?? 'an error without a name';
}
