import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** For whom a key was issued, as the ID token said that it was issued for. */
export interface KeyHolder {
  readonly username: string;
  readonly groups: string;
  readonly sessionToken: string;
}

interface Exchange {
  readonly Logins?: Readonly<Record<string, string>>;
}

interface Issued {
  readonly Credentials?: { readonly AccessKeyId: string; readonly SessionToken: string };
}

/**
 * Stands before the identity pool and writes down whose keys it issues, by the tokens that are shown for them. It
 * shares nothing with what is tested.
 */
export class IssuedKeys {
  readonly #holders = new Map<string, KeyHolder>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async before(identityPool: string): Promise<IssuedKeys> {
    const server = createServer();
    const keys = new IssuedKeys(server);
    server.on('request', (request, response) => {
      void (async () => {
        const body = await text(request);
        const headers = Object.entries(request.headers).filter(([name]) =>
          /^(?:content-type|x-amz-)/.test(name),
        );
        const answer = await fetch(identityPool, {
          method: 'POST',
          headers: headers as [string, string][],
          body,
        });
        const answered = await answer.text();
        if (answer.ok) keys.#note(JSON.parse(body) as Exchange, JSON.parse(answered) as Issued);
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answered);
      })().catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return keys;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get count(): number {
    return this.#holders.size;
  }

  holderOf(accessKeyId: string): KeyHolder | undefined {
    return this.#holders.get(accessKeyId);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #note({ Logins = {} }: Exchange, { Credentials }: Issued): void {
    const [token] = Object.values(Logins);
    if (token === undefined || Credentials === undefined) return;
    const payload = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
      'cognito:username': string;
      'cognito:groups'?: string[];
    };
    this.#holders.set(Credentials.AccessKeyId, {
      username: payload['cognito:username'],
      groups: groupsOf(payload['cognito:groups']),
      sessionToken: Credentials.SessionToken,
    });
  }
}

/** Groups in a form that fits into a path. */
export function groupsOf(groups: readonly string[] = []): string {
  return groups.length === 0 ? 'none' : [...groups].sort().join('+');
}
