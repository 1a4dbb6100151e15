import type { MfaSettings, MfaType } from '../mfa/mfa-settings.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { poolOf } from './request-subjects.js';

/** `GetUserPoolMfaConfig` */
export const getUserPoolMfaConfig: RunOperation = async (input, { pools }) =>
  wireMfaConfig(poolOf(input, pools));

/** `SetUserPoolMfaConfig`: says all of it, what is not named is off. It is not kept when the sandbox ends. */
export const setUserPoolMfaConfig: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const configuration = (input.optionalString('MfaConfiguration', {
    max: 8,
    oneOf: ['OFF', 'ON', 'OPTIONAL'],
  }) ?? 'OFF') as MfaSettings['configuration'];
  input.refuse('WebAuthnConfiguration');
  const sms = input.optionalStructure('SmsMfaConfiguration');
  const email = input.optionalStructure('EmailMfaConfiguration');
  const softwareToken = input.optionalStructure('SoftwareTokenMfaConfiguration');
  const types: MfaType[] = [
    ...(sms === undefined ? [] : ['SMS_MFA' as const]),
    ...(softwareToken?.optionalBoolean('Enabled') === true ? ['SOFTWARE_TOKEN_MFA' as const] : []),
    ...(email === undefined ? [] : ['EMAIL_OTP' as const]),
  ];
  if (configuration !== 'OFF' && types.length === 0) {
    throw refusals.invalidParameter(
      'Invalid MFA configuration given, at least one MFA factor must be enabled.',
    );
  }
  const smsText = sms?.optionalString('SmsAuthenticationMessage', shapes.messageWithCode);
  const emailText = email?.optionalString('Message', shapes.messageWithCode);
  const emailSubject = email?.optionalString('Subject', shapes.attributeValue);
  pool.mfa = {
    configuration,
    types,
    messages: {
      ...(smsText !== undefined && { sms: smsText }),
      ...(emailText !== undefined && { email: emailText }),
      ...(emailSubject !== undefined && { emailSubject }),
    },
  };
  return wireMfaConfig(pool);
};

function wireMfaConfig({ mfa: { configuration, types, messages } }: UserPool): object {
  return {
    MfaConfiguration: configuration,
    SoftwareTokenMfaConfiguration: { Enabled: types.includes('SOFTWARE_TOKEN_MFA') },
    ...(types.includes('SMS_MFA') && {
      SmsMfaConfiguration: {
        ...(messages.sms !== undefined && { SmsAuthenticationMessage: messages.sms }),
      },
    }),
    ...(types.includes('EMAIL_OTP') && {
      EmailMfaConfiguration: {
        ...(messages.email !== undefined && { Message: messages.email }),
        ...(messages.emailSubject !== undefined && { Subject: messages.emailSubject }),
      },
    }),
  };
}
