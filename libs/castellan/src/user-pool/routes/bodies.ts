import { z } from 'zod';
import {
  attributeChangesOf,
  attributesOf,
  code,
  credential,
  device,
  deviceData,
  deviceGroupKey,
  deviceKey,
  deviceName,
  firstFactor,
  metadataOf,
  mfaMethod,
  password,
  refreshToken,
  session,
  username,
  verifiable,
} from './fields.js';

/** What bodies may hold beside what the routes themselves need. */
export interface WritableNames {
  /** The attributes that a user may write. */
  readonly attributes: readonly string[];
  /** What may go on to the pool's triggers. */
  readonly metadata: readonly string[];
}

/** The bodies of all routes. Whatever they do not know is refused. */
export function authBodies({ attributes, metadata: metadataNames }: WritableNames) {
  const metadata = metadataOf(metadataNames).exactOptional();
  const context = { deviceData: deviceData.exactOptional(), metadata };
  const signIn = { username, device: device.exactOptional(), ...context };
  const answer = { username, session, device: device.exactOptional(), ...context };
  const chosenPassword = z.enum(['PASSWORD', 'PASSWORD_SRP']);
  return {
    signUp: z.strictObject({
      username,
      password: password.exactOptional(),
      attributes: attributesOf(attributes).exactOptional(),
      ...context,
    }),
    confirmSignUp: z.strictObject({ username, code, session: session.exactOptional(), ...context }),
    resendCode: z.strictObject({ username, ...context }),
    signIn: z.discriminatedUnion('flow', [
      z.strictObject({ flow: z.literal('password').exactOptional(), password, ...signIn }),
      z.strictObject({
        flow: z.literal('choice'),
        preferred: firstFactor.exactOptional(),
        password: password.exactOptional(),
        session: session.exactOptional(),
        ...signIn,
      }),
      z.strictObject({ flow: z.literal('custom'), ...signIn }),
    ]),
    answerChallenge: z.discriminatedUnion('name', [
      z.strictObject({
        name: z.literal('NEW_PASSWORD_REQUIRED'),
        newPassword: password,
        attributes: attributesOf(attributes).exactOptional(),
        ...answer,
      }),
      z.strictObject({
        name: z.enum(['SMS_MFA', 'EMAIL_OTP', 'SMS_OTP', 'SOFTWARE_TOKEN_MFA']),
        code,
        ...answer,
      }),
      z.strictObject({
        name: z.literal('MFA_SETUP'),
        email: z.email('must be an e-mail address').max(2_048).exactOptional(),
        ...answer,
      }),
      z.strictObject({ name: z.literal('SELECT_MFA_TYPE'), method: mfaMethod, ...answer }),
      z.discriminatedUnion('factor', [
        z.strictObject({
          name: z.literal('SELECT_CHALLENGE'),
          factor: z.enum(['EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']),
          ...answer,
        }),
        z.strictObject({ name: z.literal('SELECT_CHALLENGE'), factor: chosenPassword, password, ...answer }),
      ]),
      z.strictObject({ name: chosenPassword, password, ...answer }),
      z.strictObject({
        name: z.literal('WEB_AUTHN'),
        credential,
        ...answer,
      }),
      z.strictObject({
        name: z.literal('CUSTOM_CHALLENGE'),
        answer: z.string().min(1).max(2_048),
        ...answer,
      }),
    ]),
    startTotpSetup: z.strictObject({ session, username }),
    finishTotpSetup: z.strictObject({ session, code, deviceName: deviceName.exactOptional() }),
    refresh: z.strictObject({ refreshToken, deviceKey: deviceKey.exactOptional(), metadata }),
    revoke: z.strictObject({ refreshToken }),
    forgotPassword: z.strictObject({ username, ...context }),
    resetPassword: z.strictObject({ username, code, newPassword: password, ...context }),
    changePassword: z.strictObject({ currentPassword: password.exactOptional(), newPassword: password }),
    updateMe: z.strictObject({ attributes: attributeChangesOf(attributes), metadata }),
    sendAttributeCode: z.strictObject({ attribute: verifiable }),
    verifyAttribute: z.strictObject({ attribute: verifiable, code }),
    finishTotp: z.strictObject({ code, deviceName: deviceName.exactOptional() }),
    setMfaPreference: z.strictObject({
      preferred: mfaMethod.exactOptional(),
      enabled: z.array(mfaMethod).max(3).exactOptional(),
      disabled: z.array(mfaMethod).max(3).exactOptional(),
    }),
    confirmDevice: z.strictObject({
      deviceKey,
      deviceGroupKey,
      name: z.string().min(1).max(1_024).exactOptional(),
    }),
    setDeviceRemembered: z.strictObject({ remembered: z.boolean() }),
    finishPasskey: z.strictObject({ credential }),
  };
}

/** The bodies of all routes. */
export type AuthBodies = ReturnType<typeof authBodies>;
