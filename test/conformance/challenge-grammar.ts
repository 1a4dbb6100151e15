/** A challenge of `WWW-Authenticate`, taken apart. */
export interface ParsedChallenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
/** The characters RFC 6750 allows in a value: neither a quote nor a backslash, so nothing needs escaping. */
const VALUE = String.raw`"([\x20-\x21\x23-\x5B\x5D-\x7E]*)"`;

/**
 * Reads one challenge by the grammar of RFC 9110, section 11.3, narrowed to what RFC 6750, section 3, allows.
 *
 * @throws Error if the text is anything else.
 */
export function parseChallenge(text: string): ParsedChallenge {
  const whole = new RegExp(`^(${TOKEN}) (${TOKEN}=${VALUE}(?:, ${TOKEN}=${VALUE})*)$`).exec(text);
  if (whole === null) throw new Error(`${JSON.stringify(text)} is not one challenge.`);
  const parameters = new Map<string, string>();
  for (const [, name = '', value = ''] of whole[2]!.matchAll(new RegExp(`(${TOKEN})=${VALUE}`, 'g'))) {
    if (parameters.has(name)) throw new Error(`${JSON.stringify(text)} has ${name} twice.`);
    parameters.set(name, value);
  }
  return { scheme: whole[1]!, parameters };
}
