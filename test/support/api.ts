/** An answer, read whole. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. Throws if it is none. */
  json(): unknown;
}

/** Tokens to send with a request. */
export interface Tokens {
  readonly accessToken?: string | undefined;
  readonly idToken?: string | undefined;
}

/** A client of the sample app: what an API consumer would write. */
export class Api {
  constructor(readonly url: string) {}

  async request(method: string, path: string, tokens: Tokens = {}, body?: unknown): Promise<ApiAnswer> {
    const headers: Record<string, string> = {};
    if (tokens.accessToken !== undefined) headers.authorization = `Bearer ${tokens.accessToken}`;
    if (tokens.idToken !== undefined) headers['x-id-token'] = tokens.idToken;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    if (body !== undefined) headers['content-type'] = isRaw ? 'text/plain' : 'application/json';
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: isRaw ? Buffer.from(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as unknown,
    };
  }

  get(path: string, tokens?: Tokens): Promise<ApiAnswer> {
    return this.request('GET', path, tokens);
  }
}
