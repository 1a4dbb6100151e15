import { isRecord } from '../../option-check.js';
import { OAuth2Error } from './oauth2-error.js';

/** `aws_client_metadata` of a token request: a JSON object of strings, for triggers. */
export function readClientMetadata(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined) return new Map();
  let metadata: unknown;
  try {
    metadata = JSON.parse(text) as unknown;
  } catch {
    throw new OAuth2Error('invalid_request');
  }
  const entries = isRecord(metadata) ? Object.entries(metadata) : undefined;
  if (entries?.every(isText) !== true) throw new OAuth2Error('invalid_request');
  return new Map(entries);
}

const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
