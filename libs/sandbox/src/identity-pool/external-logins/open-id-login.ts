import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../../clock.js';
import { invalidLoginToken, tokenExpired, unsupportedProvider } from '../refusals.js';
import type { VerifyExternalLogin } from './external-login.js';

/** An issuer of ID tokens outside of the sandbox. */
export interface OpenIdIssuer {
  /** The `iss` of its tokens. */
  readonly issuers: readonly string[];
  /** The audiences of which one is needed. */
  readonly clientIds: readonly string[];
  readonly algorithms: readonly string[];
  keys(): Promise<JSONWebKeySet>;
}

/** Takes ID tokens of an issuer that are for one of its clients. */
export function openIdLogin(issuer: OpenIdIssuer): VerifyExternalLogin {
  return async (token, clock) => {
    const claims = await verifiedClaims(token, issuer, clock);
    const { sub, aud } = claims;
    if (aud === undefined) throw missingClaim('aud');
    const audience = [aud].flat().find((each) => issuer.clientIds.includes(each));
    if (audience === undefined) throw unsupportedProvider();
    if (typeof sub !== 'string' || sub === '') throw missingClaim('sub');
    return { sub, claims, audience };
  };
}

async function verifiedClaims(token: string, issuer: OpenIdIssuer, clock: Clock): Promise<JWTPayload> {
  const keySet = createLocalJWKSet(await keysOf(issuer));
  try {
    const { payload } = await jwtVerify(token, keySet, {
      algorithms: [...issuer.algorithms],
      issuer: [...issuer.issuers],
      requiredClaims: ['exp'],
      currentDate: new Date(clock()),
    });
    return payload;
  } catch (error) {
    throw refusalFor(error, clock);
  }
}

async function keysOf(issuer: OpenIdIssuer): Promise<JSONWebKeySet> {
  try {
    return await issuer.keys();
  } catch {
    throw invalidLoginToken("Couldn't verify signed token");
  }
}

function refusalFor(error: unknown, clock: Clock): Error {
  if (error instanceof errors.JWTExpired) return tokenExpired(clock, error.payload.exp);
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') return missingClaim(error.claim);
    if (error.claim === 'iss') return invalidLoginToken("Issuer doesn't match providerName");
    return invalidLoginToken('Not a valid OpenId Connect identity token.');
  }
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) {
    return invalidLoginToken('Not a valid OpenId Connect identity token.');
  }
  return invalidLoginToken("Couldn't verify signed token");
}

const missingClaim = (claim: string): Error => invalidLoginToken(`Missing a required claim: ${claim}`);
