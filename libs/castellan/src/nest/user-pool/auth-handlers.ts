import type { AuthRequest } from '../../user-pool/routes/auth-route.js';

/** The body of an answer; `undefined` where there is none. */
type Body = Promise<object | undefined>;

/** The handlers of the routes, for classes that extend the controller. */
export interface AuthHandlers {
  /** `POST sign-up` */
  signUp(call: AuthRequest): Body;
  /** `POST sign-up/confirm` */
  confirmSignUp(call: AuthRequest): Body;
  /** `POST sign-up/resend` */
  resendCode(call: AuthRequest): Body;
  /** `POST sign-in` */
  signIn(call: AuthRequest): Body;
  /** `POST sign-in/answer` */
  answerChallenge(call: AuthRequest): Body;
  /** `POST sign-in/totp` */
  startTotpSetup(call: AuthRequest): Body;
  /** `POST sign-in/totp/verify` */
  finishTotpSetup(call: AuthRequest): Body;
  /** `POST refresh` */
  refresh(call: AuthRequest): Body;
  /** `POST revoke` */
  revoke(call: AuthRequest): Body;
  /** `POST password/forgot` */
  forgotPassword(call: AuthRequest): Body;
  /** `POST password/reset` */
  resetPassword(call: AuthRequest): Body;
  /** `POST sign-out-everywhere` */
  signOutEverywhere(call: AuthRequest): Body;
  /** `PUT password` */
  changePassword(call: AuthRequest): Body;
  /** `GET me` */
  getMe(call: AuthRequest): Body;
  /** `PATCH me` */
  updateMe(call: AuthRequest): Body;
  /** `DELETE me` */
  deleteMe(call: AuthRequest): Body;
  /** `GET me/factors` */
  getFactors(call: AuthRequest): Body;
  /** `POST me/verification` */
  sendAttributeCode(call: AuthRequest): Body;
  /** `POST me/verification/confirm` */
  verifyAttribute(call: AuthRequest): Body;
  /** `POST me/mfa/totp` */
  startTotp(call: AuthRequest): Body;
  /** `POST me/mfa/totp/verify` */
  finishTotp(call: AuthRequest): Body;
  /** `PUT me/mfa` */
  setMfaPreference(call: AuthRequest): Body;
  /** `GET me/devices` */
  listDevices(call: AuthRequest): Body;
  /** `POST me/devices` */
  confirmDevice(call: AuthRequest): Body;
  /** `PUT me/devices/:deviceKey` */
  setDeviceRemembered(call: AuthRequest): Body;
  /** `DELETE me/devices/:deviceKey` */
  forgetDevice(call: AuthRequest): Body;
  /** `POST me/passkeys/start` */
  startPasskey(call: AuthRequest): Body;
  /** `POST me/passkeys` */
  finishPasskey(call: AuthRequest): Body;
  /** `GET me/passkeys` */
  listPasskeys(call: AuthRequest): Body;
  /** `DELETE me/passkeys/:credentialId` */
  deletePasskey(call: AuthRequest): Body;
}
