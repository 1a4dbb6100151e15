/**
 * From where a user calls, for the pool's threat protection. `users.contextOf(request)` makes it; by hand, never from
 * a header that a client may have written.
 */
export interface ClientContext {
  /** The address of the user, IPv4 or IPv6; empty where it is not known any more. */
  readonly ipAddress: string;
  /** What the script of Cognito in the browser gathered about the device, as it gave it. */
  readonly encodedData?: string;
  /** Headers that describe the browser. Cookies and credentials have no business here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The path that was called, without its query. */
  readonly serverPath?: string;
}
