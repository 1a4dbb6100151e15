/** The `Logins` map of an Identity Pool: what each provider is called, and its token. */
export type Logins = Readonly<Record<string, string>>;
