import type { ClientOfPool } from '../pool-registry.js';
import { sameSecret } from '../secret-comparison.js';
import { OAuth2Error } from './oauth2-error.js';

interface ClientCredentials {
  readonly clientId: string;
  /** Absent: the client says that it has none. */
  readonly clientSecret?: string | undefined;
  readonly statusWhenWrong: 400 | 401;
}

/** Compared with when there is nothing to compare, so that the answer takes as long. */
const NO_SECRET = '';

/**
 * Finds the client of a request. One with a secret authenticates by one of the two ways of RFC 6749, section 2.3.1,
 * and both at once are refused; one without a secret gives its ID in the form, and must not give a secret.
 */
export function authenticateClient(
  form: ReadonlyMap<string, string>,
  authorization: string | undefined,
  find: (clientId: string) => ClientOfPool | undefined,
): ClientOfPool {
  const { clientId, clientSecret, statusWhenWrong } =
    authorization === undefined ? fromForm(form) : fromHeader(authorization, form);
  const found = find(clientId);
  const secret = found?.client.clientSecret;
  const sameSecrets = sameSecret(clientSecret ?? NO_SECRET, secret ?? NO_SECRET);
  const bothOrNeither = (clientSecret === undefined) === (secret === undefined);
  if (found === undefined || !sameSecrets || !bothOrNeither) {
    throw new OAuth2Error('invalid_client', statusWhenWrong);
  }
  return found;
}

function fromForm(form: ReadonlyMap<string, string>): ClientCredentials {
  const clientId = form.get('client_id');
  if (clientId === undefined) throw new OAuth2Error('invalid_request');
  return { clientId, clientSecret: form.get('client_secret'), statusWhenWrong: 400 };
}

function fromHeader(authorization: string, form: ReadonlyMap<string, string>): ClientCredentials {
  if (form.has('client_secret')) throw new OAuth2Error('invalid_request');
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const [clientId, clientSecret] =
    encoded === undefined ? [] : pair(Buffer.from(encoded, 'base64').toString());
  if (clientId === undefined || clientSecret === undefined) throw new OAuth2Error('invalid_client', 401);
  const repeated = form.get('client_id');
  if (repeated !== undefined && repeated !== clientId) throw new OAuth2Error('invalid_request');
  return { clientId, clientSecret, statusWhenWrong: 401 };
}

/** Both halves are form-encoded before they are joined. */
function pair(joined: string): readonly string[] {
  const colon = joined.indexOf(':');
  if (colon < 0) return [];
  try {
    return [joined.slice(0, colon), joined.slice(colon + 1)].map((half) =>
      decodeURIComponent(half.replaceAll('+', ' ')),
    );
  } catch {
    return [];
  }
}
