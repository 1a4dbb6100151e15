import { ServiceError } from '../../http/service-error.js';
import { isRecord } from '../../option-check.js';
import { invalidLoginToken, unsupportedProvider } from '../refusals.js';
import type { VerifyExternalLogin } from './external-login.js';

const TIMEOUT = 5000;
const MOST_CHARACTERS = 64 * 1024;

/** Takes access tokens of Facebook for one application: the Graph API says whose they are, and for which. */
export function facebookLogin(address: string, appId: string): VerifyExternalLogin {
  return async (token) => {
    const application = await ask(`${address}/app`, token);
    if (application.id !== appId) throw unsupportedProvider();
    const user = await ask(`${address}/me`, token);
    return { sub: textOf(user.id), claims: { ...user, sub: user.id, aud: appId }, audience: appId };
  };
}

/** Takes access tokens of Login with Amazon for one application: its token information says whose they are. */
export function amazonLogin(address: string, appId: string): VerifyExternalLogin {
  return async (token) => {
    const info = await ask(`${address}/auth/o2/tokeninfo`, token);
    // The console asks for the one, and applications know the other.
    if (info.app_id !== appId && info.aud !== appId) throw unsupportedProvider();
    return { sub: textOf(info.user_id), claims: { ...info, sub: info.user_id }, audience: appId };
  };
}

async function ask(address: string, token: string): Promise<Readonly<Record<string, unknown>>> {
  const query = new URLSearchParams({ access_token: token });
  let answer: Response;
  try {
    answer = await fetch(`${address}?${query.toString()}`, {
      signal: AbortSignal.timeout(TIMEOUT),
      redirect: 'error',
    });
  } catch {
    // Without the cause, which names the address with the token in it.
    throw new ServiceError('ExternalServiceException', 'The login provider can not be reached.');
  }
  if (answer.status >= 500) {
    throw new ServiceError('ExternalServiceException', `The login provider answers ${answer.status}.`);
  }
  const text = await answer.text();
  if (!answer.ok || text.length > MOST_CHARACTERS) throw refused();
  const document = parsed(text);
  if (!isRecord(document)) throw refused();
  return document;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(id: unknown): string {
  if (typeof id !== 'string' || id === '') throw refused();
  return id;
}

const refused = (): ServiceError => invalidLoginToken('The login provider does not accept it.');
