import { z } from 'zod';

// The limits are those of Cognito's API, so that what it could never take does not reach it.

/** A secret that Cognito made and that comes back as it was. */
const OPAQUE_LENGTH = 8_192;

export const username = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u, 'must have no spaces and no control characters')
  .describe('The user name, or an alias that the pool takes in its place, such as an e-mail address.');

export const password = z.string().min(1).max(256).describe('The password.').meta({ format: 'password' });

export const code = z
  .string()
  .min(1)
  .max(2_048)
  .regex(/^\S+$/, 'must have no spaces')
  .describe('A code that was sent, or that an authenticator app shows.');

export const session = z
  .string()
  .min(1)
  .max(OPAQUE_LENGTH)
  .regex(/^[\x21-\x7e]+$/, 'must be what the answer before gave')
  .describe('What the answer before gave as `session`.');

export const refreshToken = z
  .string()
  .min(1)
  .max(OPAQUE_LENGTH)
  .regex(/^[\w.=-]+$/, 'must be a refresh token')
  .describe('The refresh token.');

export const deviceKey = z
  .string()
  .min(1)
  .max(55)
  .regex(/^[\w-]+_[0-9a-f-]+$/, 'must be the key of a device')
  .describe('The key of a device, as Cognito gave it.');

export const deviceGroupKey = z
  .string()
  .min(1)
  .max(256)
  .describe('The group of a device, as Cognito gave it.');

export const device = z
  .strictObject({
    deviceKey,
    deviceGroupKey,
    devicePassword: z.string().min(1).max(256).meta({ format: 'password' }),
  })
  .describe('The device that Cognito remembers, as the answer that confirmed it gave it.');

export const deviceData = z
  .string()
  .min(1)
  .max(OPAQUE_LENGTH)
  .describe('What the script of Cognito in the browser gathered about the device.');

export const deviceName = z.string().min(1).max(128).describe('What the user calls the authenticator app.');

/** Deeper than any credential: what is deeper yet, nobody can write out again. */
const MOST_LEVELS = 16;

export const credential = z
  .record(z.string(), z.unknown())
  .refine((value) => isWithin(value, MOST_LEVELS))
  .describe('What `credential.toJSON()` gave in the browser (WebAuthn).');

export const credentialId = z
  .string()
  .min(1)
  .max(2_048)
  .regex(/^[\w=-]+$/, 'must be the ID of a passkey')
  .describe('The ID of a passkey.');

export const verifiable = z.enum(['email', 'phone_number']).describe('What is verified.');

export const mfaMethod = z.enum(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']);

export const firstFactor = z.enum(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']);

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isWithin(member, levels - 1));
}

/** A value of an attribute. */
const attributeValue = z.string().max(2_048);

/** Attributes by their names, of which only these may be written. */
export function attributesOf(writable: readonly string[]) {
  return z
    .strictObject(Object.fromEntries(writable.map((name) => [name, attributeValue.exactOptional()])))
    .describe('Attributes of the user, by the names Cognito has for them.');
}

/** As {@link attributesOf}; `null` removes an attribute (RFC 7396). */
export function attributeChangesOf(writable: readonly string[]) {
  return z
    .strictObject(
      Object.fromEntries(writable.map((name) => [name, attributeValue.nullable().exactOptional()])),
    )
    .describe('Attributes to write, by the names Cognito has for them; null removes one.');
}

/** What goes on to the pool's triggers, of which only these names may. */
export function metadataOf(names: readonly string[]) {
  return z
    .strictObject(Object.fromEntries(names.map((name) => [name, z.string().max(2_048).exactOptional()])))
    .describe("Goes on to the pool's triggers.");
}
