/** Where a request comes from, as the application says in `UserContextData` or `ContextData`. */
export interface AuthenticationContext {
  readonly ipAddress?: string;
  /** The data that Cognito's script collects on the device, as it is. */
  readonly encodedData?: string;
  /** Names in lower case. Only servers send them. */
  readonly headers?: ReadonlyMap<string, string>;
}
