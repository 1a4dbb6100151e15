import { requireNames } from '../policies/names.js';
import { readFunction, readInteger, readOptions, wrongOption } from '../tokens/option-checks.js';
import type { DecisionSink } from './decision-sink.js';

/** How decisions are recorded. */
export interface DecisionLogOptions {
  /** Where they are recorded. */
  readonly sink: DecisionSink;
  /**
   * The share of grants that is recorded, from 0 (none) to 1 (all). Default 0: nearly every request is a grant, and
   * what an operator looks for is why somebody was refused. Denials are always recorded, all of them.
   */
  readonly grantSampleRate?: number;
  /**
   * Names of claims whose values are recorded, such as `custom:tenant`. Strings, numbers, booleans and lists of them;
   * a text is cut off after 500 characters. Default: none.
   */
  readonly claims?: readonly string[];
  /**
   * Says which subject a decision was about: its identifier, cut off after 200 characters. It is called while the
   * request is handled. Default: only the type of the subject is recorded.
   */
  readonly subjectId?: (subject: object, type: string) => string | number | undefined;
  /**
   * How many entries are held back for a sink that is slow, 10 to 1,000,000. Grants may fill half of it. What does not
   * fit is lost, and counted in an entry of the kind `entries_lost`. Default 10,000.
   */
  readonly maxHeldEntries?: number;
  /** How long the end of the application waits for the sink, 0 to 60,000 milliseconds. Default 5,000. */
  readonly flushTimeoutMilliseconds?: number;
  /**
   * How long policies on trial may take to decide, 1 to 60,000 milliseconds. No request waits for them. Default 1,000.
   */
  readonly shadowTimeoutMilliseconds?: number;
  /** Picks the grants that are recorded: numbers from 0 up to 1. Default `Math.random`. */
  readonly random?: () => number;
}

const NAMES: readonly (keyof DecisionLogOptions)[] = [
  'sink',
  'grantSampleRate',
  'claims',
  'subjectId',
  'maxHeldEntries',
  'flushTimeoutMilliseconds',
  'shadowTimeoutMilliseconds',
  'random',
];

/** The options with every default filled in. */
export type ResolvedDecisionLogOptions = Required<Omit<DecisionLogOptions, 'subjectId'>> &
  Pick<DecisionLogOptions, 'subjectId'>;

/** Checks the options. @throws ConfigurationError that names the option, what was found and what to write. */
export function readDecisionLogOptions(options: unknown, path = 'decisionLog'): ResolvedDecisionLogOptions {
  const given = readOptions(options, path, NAMES) as Partial<DecisionLogOptions>;
  const { claims = [], subjectId, random = Math.random } = given;
  if (subjectId !== undefined) readFunction(subjectId, `${path}.subjectId`);
  readFunction(random, `${path}.random`);
  return {
    sink: readSink(given.sink, `${path}.sink`),
    grantSampleRate: readShare(given.grantSampleRate ?? 0, `${path}.grantSampleRate`),
    claims: Array.isArray(claims) && claims.length === 0 ? [] : requireNames(`${path}.claims`, claims),
    ...(subjectId && { subjectId }),
    maxHeldEntries: readInteger(given.maxHeldEntries ?? 10_000, `${path}.maxHeldEntries`, 10, 1_000_000),
    flushTimeoutMilliseconds: readInteger(
      given.flushTimeoutMilliseconds ?? 5_000,
      `${path}.flushTimeoutMilliseconds`,
      0,
      60_000,
    ),
    shadowTimeoutMilliseconds: readInteger(
      given.shadowTimeoutMilliseconds ?? 1_000,
      `${path}.shadowTimeoutMilliseconds`,
      1,
      60_000,
    ),
    random,
  };
}

function readSink(sink: unknown, path: string): DecisionSink {
  if (typeof (sink as Partial<DecisionSink> | null | undefined)?.record === 'function') {
    return sink as DecisionSink;
  }
  throw wrongOption(
    path,
    'no object with a method record',
    'a sink, such as new JsonLinesSink({ destination: process.stdout })',
  );
}

function readShare(share: unknown, path: string): number {
  if (typeof share === 'number' && share >= 0 && share <= 1) return share;
  throw wrongOption(
    path,
    typeof share === 'number' ? String(share) : `a ${typeof share}`,
    'a number from 0 to 1',
  );
}
