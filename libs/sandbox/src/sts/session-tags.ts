import type { ConditionKeys } from '../iam/condition-context.js';
import { ServiceError } from '../http/service-error.js';
import type { StsForm } from './sts-form.js';

/** Tags of a session, and which of them stay with the sessions that are made from it. */
export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
}

const MOST_TAGS = 50;
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** Reads `Tags` and `TransitiveTagKeys` of a call. */
export function readSessionTags(form: StsForm): SessionTags {
  const names = form.list('Tags', '.Key');
  const values = form.list('Tags', '.Value');
  if (names.length !== values.length) throw invalid('Each tag has a Key and a Value.');
  const tags = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  if (Object.keys(tags).length < names.length) throw duplicateKeys();
  return checkedSessionTags({ tags, transitiveTagKeys: form.list('TransitiveTagKeys') });
}

/** Throws a `ServiceError` for tags that STS does not take. */
export function checkedSessionTags(session: SessionTags): SessionTags {
  const { tags, transitiveTagKeys } = session;
  const names = Object.keys(tags);
  if (names.length > MOST_TAGS) throw invalid(`A session has at most ${MOST_TAGS} tags.`);
  if (new Set(names.map(lower)).size < names.length) throw duplicateKeys();
  for (const [name, value] of Object.entries(tags)) {
    if (!KEY.test(name) || lower(name).startsWith('aws:')) {
      throw invalid(`The tag key ${name} is not 1 to 128 letters, digits, spaces or _.:/=+-@.`);
    }
    if (!VALUE.test(value)) {
      throw invalid(`The value of the tag ${name} is not at most 256 letters, digits, spaces or _.:/=+-@.`);
    }
  }
  const unknown = transitiveTagKeys.find((key) => !names.map(lower).includes(lower(key)));
  if (unknown !== undefined) {
    throw invalid('The specified transitive tag key must be included in the requested tags.');
  }
  return session;
}

/** The tags with those that the calling session hands on. Those can not be replaced. */
export function withInheritedTags(
  own: SessionTags,
  inherited: Readonly<Record<string, string>>,
): SessionTags {
  const names = Object.keys(inherited);
  const conflict = Object.keys(own.tags).some((name) => names.map(lower).includes(lower(name)));
  if (conflict) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return {
    tags: { ...inherited, ...own.tags },
    transitiveTagKeys: [...names, ...own.transitiveTagKeys],
  };
}

/** Those of the tags that are handed on. */
export const transitiveTags = ({ tags, transitiveTagKeys }: SessionTags): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tags).filter(([name]) => transitiveTagKeys.map(lower).includes(lower(name))),
  );

/** The condition keys that trust policies see of tags that are asked for. */
export const requestTagKeys = ({ tags, transitiveTagKeys }: SessionTags): ConditionKeys => ({
  ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:RequestTag/${name}`, value])),
  'aws:TagKeys': Object.keys(tags),
  'sts:TransitiveTagKeys': transitiveTagKeys,
});

/** The condition keys that the session has from then on. */
export const principalTagConditionKeys = ({ tags }: SessionTags): ConditionKeys =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:PrincipalTag/${name}`, value]));

const lower = (text: string): string => text.toLowerCase();
const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
const duplicateKeys = (): ServiceError =>
  invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
