import type { JSONWebKeySet } from 'jose';
import { isRecord } from '../option-check.js';

const TIMEOUT = 5000;
const MOST_CHARACTERS = 256 * 1024;

/** The key set of an issuer that is not part of the sandbox, found by its discovery document. */
export async function fetchKeySet(issuer: string): Promise<JSONWebKeySet> {
  const discovery = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (discovery.issuer !== issuer) throw new Error('The discovery document is that of another issuer.');
  if (typeof discovery.jwks_uri !== 'string') throw new Error('The discovery document has no jwks_uri.');
  const keySet = await fetchJson(discovery.jwks_uri);
  if (!Array.isArray(keySet.keys)) throw new Error('The key set has no keys.');
  return keySet as unknown as JSONWebKeySet;
}

async function fetchJson(url: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
  if (!answer.ok) throw new Error(`The issuer answers ${answer.status}.`);
  const text = await answer.text();
  if (text.length > MOST_CHARACTERS) throw new Error('The document is too long.');
  const document: unknown = JSON.parse(text);
  if (!isRecord(document)) throw new Error('The document is not a JSON object.');
  return document;
}
