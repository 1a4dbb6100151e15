import type { ErrorCode } from 'castellan/core';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import type { DoorCase, Verdict } from './door.js';

/** Asks a door of HTTP, byte for byte, and reads its answer. */
export async function askHttp(port: number, { token, demand }: DoorCase): Promise<Verdict> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return httpVerdict(await rawRequest(port, { method: 'GET', path: `/${demand}`, headers }));
}

export function httpVerdict({ status, headers, body }: RawAnswer): Verdict {
  if (status === 200) return { code: 'accepted', status };
  const challenge = headers.get('www-authenticate')?.join(' | ');
  const { code } = JSON.parse(body) as { code: ErrorCode };
  return { code, status, ...(challenge !== undefined && { challenge }) };
}
