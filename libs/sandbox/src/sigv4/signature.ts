import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Credential, scopeOf } from './credential-scope.js';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Header values reach Node as Latin-1, so this hashes the very bytes that were sent. */
export function stringToSign(amzDate: string, credential: Credential, canonicalRequest: string): string {
  const hash = createHash('sha256').update(canonicalRequest, 'latin1').digest('hex');
  return ['AWS4-HMAC-SHA256', amzDate, scopeOf(credential), hash].join('\n');
}

/** The signature as 64 hex digits. */
export function signatureOf(text: string, secretAccessKey: string, credential: Credential): string {
  const dateKey = hmac(`AWS4${secretAccessKey}`, credential.date);
  const regionKey = hmac(dateKey, credential.region);
  const serviceKey = hmac(regionKey, credential.service);
  return hmac(hmac(serviceKey, 'aws4_request'), text).toString('hex');
}

/** Compares in a time that says nothing about where two texts differ, nor how long the expected one is. */
export function equalInConstantTime(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
