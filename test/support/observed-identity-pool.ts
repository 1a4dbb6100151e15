import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an identity pool has issued. */
export interface IssuedCredentials {
  readonly AccessKeyId: string;
  readonly SecretKey: string;
  readonly SessionToken: string;
}

/** Told of all credentials, and of the ID token that was shown for them. */
export type IssueListener = (credentials: IssuedCredentials, idToken: string) => void;

interface Exchange {
  readonly Logins?: Readonly<Record<string, string>>;
}

/** Stands before an identity pool and sees what it issues. It shares nothing with what is tested. */
export class ObservedIdentityPool {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async before(endpoint: string, onIssued: IssueListener): Promise<ObservedIdentityPool> {
    const server = createServer((request, response) => {
      void (async () => {
        const body = await text(request);
        const headers = Object.entries(request.headers).filter(([name]) =>
          /^(?:content-type|x-amz-)/.test(name),
        );
        const answer = await fetch(endpoint, {
          method: 'POST',
          headers: headers as [string, string][],
          body,
        });
        const answered = await answer.text();
        const { Credentials } = (answer.ok ? JSON.parse(answered) : {}) as {
          Credentials?: IssuedCredentials;
        };
        const [idToken] = Object.values((JSON.parse(body) as Exchange).Logins ?? {});
        if (Credentials !== undefined && idToken !== undefined) onIssued(Credentials, idToken);
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answered);
      })().catch(() => response.destroy());
    });
    // Whoever keeps a connection closes it, so that none is closed just when it is used again.
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ObservedIdentityPool(server);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
