import { connect } from 'node:net';

/** A request to send byte for byte as it stands. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** One entry for each line. Give a list of pairs to send a name twice. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string;
  /** The values of the `Host` lines. Default: one, `127.0.0.1`. */
  readonly hosts?: readonly string[];
}

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  /** The values of each header, by name in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** Sends a request over a socket of its own, so that no client library tidies it. */
export async function rawRequest(port: number, request: RawRequest): Promise<RawAnswer> {
  const given = request.headers ?? [];
  const headers = Array.isArray(given) ? (given as [string, string][]) : Object.entries(given);
  const body = request.body ?? '';
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    ...(request.hosts ?? ['127.0.0.1']).map((host) => `Host: ${host}`),
    'Connection: close',
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const text = await exchange(port, `${lines.join('\r\n')}\r\n\r\n${body}`);
  return parse(text);
}

function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', reject);
    socket.setTimeout(60_000, () => socket.destroy(new Error('The server neither answers nor closes.')));
  });
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const body = text.slice(end + 4);
  const isChunked = headers.get('transfer-encoding')?.includes('chunked') ?? false;
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body: isChunked ? unchunk(body) : body };
}

function unchunk(text: string): string {
  let rest = text;
  let body = '';
  for (;;) {
    const lineEnd = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.slice(0, lineEnd), 16);
    if (!(size > 0)) return body;
    body += rest.slice(lineEnd + 2, lineEnd + 2 + size);
    rest = rest.slice(lineEnd + 2 + size + 2);
  }
}
