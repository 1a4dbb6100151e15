/** How an authenticator app names the account. */
export interface TotpLabel {
  /** Your application, as its users know it. */
  readonly issuer: string;
  /** The user, such as the e-mail address. */
  readonly account: string;
}

/** The address that authenticator apps read from a QR code. */
export function otpauthAddress(secret: string, label: TotpLabel): string {
  // A colon parts the two in the label, so that neither may have one.
  const [issuer, account] = [label.issuer, label.account].map((part) =>
    encodeURIComponent(part.replaceAll(':', ' ')),
  );
  return `otpauth://totp/${issuer}:${account}?secret=${encodeURIComponent(secret)}&issuer=${issuer}`;
}
