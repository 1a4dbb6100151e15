/** How an authenticator app names the account. */
export interface TotpLabel {
  /** Your application, as its users know it. */
  readonly issuer: string;
  /** The user, such as the e-mail address. */
  readonly account: string;
}

/** The address that authenticator apps read from a QR code. */
export function otpauthAddress(secret: string, { issuer, account }: TotpLabel): string {
  // A colon parts the two in the label, so that neither may have one.
  const label = [issuer, account].map((part) => encodeURIComponent(part.replaceAll(':', ' '))).join(':');
  return `otpauth://totp/${label}?secret=${encodeURIComponent(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
