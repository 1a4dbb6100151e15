import { z } from 'zod';
import { firstFactor, mfaMethod } from './fields.js';

// What routes answer with: their description, and what tests hold them to.

const time = z.string().meta({ format: 'date-time' });

const delivery = z
  .object({
    medium: z.enum(['EMAIL', 'SMS']).optional(),
    destination: z.string().optional().describe('Masked.'),
    attribute: z.string().optional(),
  })
  .describe('Where a code went. Only where user existence may be revealed, or the user is signed in.');

export const sentCode = z.object({ delivery: delivery.optional() });

export const signedUp = z.object({
  confirmed: z
    .boolean()
    .optional()
    .describe('Whether the account can be used at once. Only where user existence may be revealed.'),
  sub: z.string().optional().describe('The ID of the user. Only where user existence may be revealed.'),
  delivery: delivery.optional(),
  session: z
    .string()
    .optional()
    .describe('Goes with the confirmation. Only where user existence may be revealed.'),
});

export const confirmed = z.object({
  session: z
    .string()
    .optional()
    .describe('Signs the user in without another proof, with the flow `choice`, where the pool allows that.'),
});

export const tokens = z.object({
  tokenType: z.literal('Bearer'),
  accessToken: z.string(),
  idToken: z.string().optional(),
  refreshToken: z.string().optional(),
  expiresInSeconds: z.number().describe('Seconds until the access token expires.'),
});

const challengeBase = {
  username: z.string().describe('Goes back with the answer.'),
  session: z.string().optional().describe('Goes back with the answer. A secret.'),
};

const challenge = z.discriminatedUnion('name', [
  z.object({
    name: z.literal('NEW_PASSWORD_REQUIRED'),
    requiredAttributes: z.array(z.string()),
    ...challengeBase,
  }),
  z.object({ name: z.enum(['SMS_MFA', 'EMAIL_OTP', 'SMS_OTP']), delivery, ...challengeBase }),
  z.object({
    name: z.literal('SOFTWARE_TOKEN_MFA'),
    deviceName: z.string().optional(),
    ...challengeBase,
  }),
  z.object({ name: z.enum(['MFA_SETUP', 'SELECT_MFA_TYPE']), methods: z.array(mfaMethod), ...challengeBase }),
  z.object({ name: z.literal('SELECT_CHALLENGE'), factors: z.array(firstFactor), ...challengeBase }),
  z.object({ name: z.enum(['PASSWORD', 'PASSWORD_SRP']), ...challengeBase }),
  z.object({
    name: z.literal('WEB_AUTHN'),
    options: z.record(z.string(), z.unknown()).describe('For `navigator.credentials.get`.'),
    ...challengeBase,
  }),
  z.object({
    name: z.literal('CUSTOM_CHALLENGE'),
    parameters: z.record(z.string(), z.string()),
    ...challengeBase,
  }),
]);

export const signInResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('signed_in'),
    tokens,
    newDevice: z
      .object({ deviceKey: z.string(), deviceGroupKey: z.string() })
      .optional()
      .describe('A device that can be remembered.'),
  }),
  z.object({ status: z.literal('challenge'), challenge }),
]);

export const account = z.object({
  username: z.string(),
  attributes: z
    .record(z.string(), z.string())
    .describe('By the names Cognito has for them; `sub` is the ID of the user.'),
  mfaMethods: z.array(mfaMethod).describe('The second factors that are set up.'),
  preferredMfa: mfaMethod.optional(),
});

export const factors = z.object({
  factors: z.array(z.string()).describe('What you can begin with, such as `PASSWORD`.'),
  mfaMethods: z.array(mfaMethod).describe('The second factors that are set up.'),
  preferredMfa: mfaMethod.optional(),
});

export const changedAccount = z.object({
  deliveries: z.array(delivery).describe('Where codes went that new addresses have to be verified with.'),
});

export const totpSetup = z.object({
  secret: z.string().describe('In Base32, for users who type it in.'),
  otpauthUrl: z
    .string()
    .describe('For a QR code. Make the code where it is shown: the address is the secret.'),
  session: z.string().optional().describe('Goes with the code.'),
});

export const totpDone = z.object({
  session: z.string().optional().describe('Goes with the answer to MFA_SETUP.'),
});

export const devices = z.object({
  devices: z.array(
    z.object({
      deviceKey: z.string(),
      name: z.string().optional(),
      lastIpAddress: z.string().optional(),
      createdAt: time.optional(),
      lastUsedAt: time.optional(),
    }),
  ),
});

export const confirmedDevice = z.object({
  deviceKey: z.string(),
  deviceGroupKey: z.string(),
  devicePassword: z.string().describe('A secret of the device. It is given once.'),
  userMustDecide: z.boolean().describe('Whether the pool asks the user before the device is remembered.'),
});

export const passkeyOptions = z.object({
  options: z.record(z.string(), z.unknown()).describe('For `navigator.credentials.create`.'),
});

export const passkeys = z.object({
  passkeys: z.array(
    z.object({
      credentialId: z.string(),
      name: z.string().optional(),
      relyingPartyId: z.string().optional(),
      createdAt: time.optional(),
    }),
  ),
});
