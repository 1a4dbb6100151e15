import type { ErrorCode } from 'castellan/core';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import type { DoorAnswer, DoorCase } from './door.js';

/** Asks a door of HTTP, byte for byte, and reads its answer. */
export async function askHttp(port: number, { token, demand }: DoorCase): Promise<DoorAnswer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return httpAnswer(await rawRequest(port, { method: 'GET', path: `/${demand}`, headers }));
}

export function httpAnswer({ status, headers, body }: RawAnswer): DoorAnswer {
  const own = String(status);
  if (status === 200) return { verdict: { code: 'accepted', status }, own };
  const challenge = headers.get('www-authenticate')?.join(' | ');
  const { code } = JSON.parse(body) as { code: ErrorCode };
  return { verdict: { code, status, ...(challenge !== undefined && { challenge }) }, own };
}
