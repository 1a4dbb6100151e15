import { OAuth2Error } from './oauth2-error.js';
import type { ClientOfPool } from './pool-registry.js';
import { sameSecret } from './secret-comparison.js';

interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly statusWhenWrong: 400 | 401;
}

/** Compared with when the client is unknown or has no secret, so that the answer takes as long. */
const NO_SECRET = '';

/** Authenticates a confidential client by one of the two ways of RFC 6749, section 2.3.1; both at once are refused. */
export function authenticateClient(
  form: ReadonlyMap<string, string>,
  authorization: string | undefined,
  find: (clientId: string) => ClientOfPool | undefined,
): ClientOfPool {
  const { clientId, clientSecret, statusWhenWrong } =
    authorization === undefined ? fromForm(form) : fromHeader(authorization, form);
  const found = find(clientId);
  const secret = found?.client.clientSecret;
  if (!sameSecret(clientSecret, secret ?? NO_SECRET) || found === undefined || secret === undefined) {
    throw new OAuth2Error('invalid_client', statusWhenWrong);
  }
  return found;
}

function fromForm(form: ReadonlyMap<string, string>): ClientCredentials {
  const clientId = form.get('client_id');
  if (clientId === undefined) throw new OAuth2Error('invalid_request');
  return { clientId, clientSecret: form.get('client_secret') ?? NO_SECRET, statusWhenWrong: 400 };
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
