import path from 'node:path';
import { ConfigurationError } from '../../errors/index.js';
import { describeValue, requireName } from '../names.js';
import { RefusedDocumentError } from './document-problem.js';
import { requireSize } from './document-size.js';
import { loadInTime } from './load-in-time.js';
import { readDocumentFile } from './read-document-file.js';

/** The text of a policy document, as characters or as bytes of UTF-8. */
export type PolicyDocumentText = string | Uint8Array;

/** A policy document in a file. */
export interface PolicyDocumentFile {
  /** The path of a regular file, absolute or from the current folder of the process. */
  readonly file: string;
  /** Names the document in decisions, logs and messages. Default: the last part of the path. */
  readonly name?: string;
  /**
   * Reads the file again when something in its folder changes; a file that is put in its place counts, and so does a
   * link that leads elsewhere. Where the system cannot watch, the file is read every minute. Default false.
   */
  readonly watch?: boolean;
  /** Reads the file again every so many seconds, 1 to 86,400. Default: not. */
  readonly reloadEverySeconds?: number;
}

/** A policy document that the application gets from wherever it is: a database, S3, Parameter Store. */
export interface PolicyDocumentFunction {
  /** Names the document in decisions, logs and messages. */
  readonly name: string;
  /**
   * Gives the text. It is asked at the start and at each reload, one call at a time: as long as a call has not ended that
   * took too long, reloads are refused.
   *
   * @param signal Aborts when the time is over. Pass it on to whatever is waited for.
   */
  readonly load: (signal: AbortSignal) => PolicyDocumentText | Promise<PolicyDocumentText>;
  /** Asks again every so many seconds, 1 to 86,400. Default: not. */
  readonly reloadEverySeconds?: number;
}

/** Where a policy document comes from. */
export type PolicyDocumentSource = PolicyDocumentFile | PolicyDocumentFunction;

/** A {@link PolicyDocumentSource} after its check. */
export interface DocumentSource {
  readonly name: string;
  /** For messages. */
  readonly place: string;
  /** The folder whose changes make the document be read again. */
  readonly watched: string | undefined;
  readonly reloadEverySeconds: number | undefined;
  /** Gives the bytes of the document, not more than it may have. */
  readonly read: (timeoutMilliseconds: number) => Promise<Buffer>;
}

const OF_FILES: readonly string[] = ['file', 'name', 'watch', 'reloadEverySeconds'];
const OF_FUNCTIONS: readonly string[] = ['name', 'load', 'reloadEverySeconds'];

/** Checks where documents come from. @throws ConfigurationError that names the option. */
export function documentSources(sources: unknown): readonly DocumentSource[] {
  if (!Array.isArray(sources)) {
    throw new ConfigurationError(
      `policyDocuments must be a list such as [{ file: 'policies.json' }], but it is ${describeValue(sources)}.`,
    );
  }
  const checked = sources.map((source: unknown, index) =>
    documentSource(source, `policyDocuments[${index}]`),
  );
  const names = checked.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return checked;
  throw new ConfigurationError(`policyDocuments has two documents called "${twice}". Give one another name.`);
}

function documentSource(source: unknown, at: string): DocumentSource {
  if (typeof source !== 'object' || source === null) {
    throw new ConfigurationError(
      `${at} must be { file } or { name, load }, but it is ${describeValue(source)}.`,
    );
  }
  const known = 'file' in source ? OF_FILES : OF_FUNCTIONS;
  const unknown = Object.keys(source).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`${at}.${unknown} is not an option. Use ${known.join(', ')}.`);
  }
  return 'file' in source
    ? fileSource(source as PolicyDocumentFile, at)
    : functionSource(source as PolicyDocumentFunction, at);
}

function fileSource(
  { file, name, watch = false, reloadEverySeconds }: PolicyDocumentFile,
  at: string,
): DocumentSource {
  const absolute = path.resolve(requireName(`${at}.file`, file));
  if (typeof watch !== 'boolean') {
    throw new ConfigurationError(`${at}.watch must be true or false, but it is ${describeValue(watch)}.`);
  }
  return {
    name: name === undefined ? path.basename(absolute) : requireName(`${at}.name`, name),
    place: absolute,
    watched: watch ? path.dirname(absolute) : undefined,
    reloadEverySeconds: seconds(reloadEverySeconds, at),
    read: loadInTime((signal) => readDocumentFile(absolute, signal)),
  };
}

function functionSource(
  { name, load, reloadEverySeconds }: PolicyDocumentFunction,
  at: string,
): DocumentSource {
  if (typeof load !== 'function') {
    throw new ConfigurationError(`${at}.load must be a function, but it is ${describeValue(load)}.`);
  }
  const loadText = loadInTime<unknown>(load);
  return {
    name: requireName(`${at}.name`, name),
    place: 'the function',
    watched: undefined,
    reloadEverySeconds: seconds(reloadEverySeconds, at),
    read: async (timeoutMilliseconds) => toBytes(await loadText(timeoutMilliseconds)),
  };
}

function seconds(value: unknown, at: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 1 && value <= 86_400) return value;
  throw new ConfigurationError(
    `${at}.reloadEverySeconds must be a number from 1 to 86400, but it is ${describeValue(value)}.`,
  );
}

function toBytes(text: unknown): Buffer {
  if (typeof text === 'string') {
    requireSize(text.length);
    return Buffer.from(text);
  }
  if (text instanceof Uint8Array) return Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  throw new RefusedDocumentError([
    { path: '$', reason: `was loaded as ${describeValue(text)}: the function must give text or bytes` },
  ]);
}
