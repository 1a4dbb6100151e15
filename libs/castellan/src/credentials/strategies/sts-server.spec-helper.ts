import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { close, listen, readBody } from '../http-server.spec-helper.js';

/** One call, as it arrived. */
export interface ReceivedStsCall {
  readonly action: string;
  /** The form, by the names of its fields. */
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/** Speaks the query protocol of STS on loopback: what it shows is what is sent to AWS, and how often. */
export class StsServer {
  readonly calls: ReceivedStsCall[] = [];
  readonly #failures: { code: string; status: number }[] = [];
  readonly #server: Server;
  #issued = 0;

  private constructor(
    server: Server,
    readonly endpoint: string,
    serve: (handle: (request: IncomingMessage, response: ServerResponse) => void) => void,
  ) {
    this.#server = server;
    serve((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<StsServer> {
    let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
    const { server, endpoint } = await listen((request, response) => handle(request, response));
    return new StsServer(server, endpoint, (serve) => (handle = serve));
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }

  failNext(code: string, status = 400): void {
    this.#failures.push({ code, status });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await readBody(request)));
    const action = form.Action ?? '';
    this.calls.push({ action, form, authorization: request.headers.authorization });
    const failure = this.#failures.shift();
    response.setHeader('content-type', 'text/xml');
    response.statusCode = failure?.status ?? 200;
    response.end(failure === undefined ? this.#session(action) : refusal(failure.code, form));
  }

  #session(action: string): string {
    const serial = ++this.#issued;
    return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>
      <AccessKeyId>ASIASTS${serial}</AccessKeyId>
      <SecretAccessKey>SENTINEL-SECRET-${serial}</SecretAccessKey>
      <SessionToken>SENTINEL-SESSION-${serial}</SessionToken>
      <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>
      </Credentials></${action}Result></${action}Response>`;
  }
}

/** AWS repeats what it was sent in some of its messages. */
function refusal(code: string, form: Readonly<Record<string, string>>): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
    <Code>${code}</Code><Message>refused ${form.WebIdentityToken ?? ''}</Message></Error></ErrorResponse>`;
}
