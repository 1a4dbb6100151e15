import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IssuedKeys } from './issued-keys.js';

/** How many requests AWS got, by whose key they were signed. */
export interface Signatures {
  own: number;
  /** With the key of the right user, but of groups that the token of the request does not have. */
  outdated: number;
  foreign: number;
  host: number;
  unsigned: number;
}

/**
 * An S3 that answers everything, and looks at nothing but the key: `/files/USERNAME/GROUPS/...` must be signed with a key
 * that was issued to this user with these groups.
 */
export class SignatureInspector {
  readonly signatures: Signatures = { own: 0, outdated: 0, foreign: 0, host: 0, unsigned: 0 };
  readonly #keys: IssuedKeys;
  readonly #hostKey: string;
  readonly #server: Server;

  private constructor(keys: IssuedKeys, hostKey: string) {
    this.#keys = keys;
    this.#hostKey = hostKey;
    this.#server = createServer((request, response) => {
      this.signatures[this.#judge(request)] += 1;
      request.resume();
      const body = request.method === 'GET' ? 'content' : '';
      response.writeHead(200, { 'content-length': request.method === 'HEAD' ? 0 : body.length });
      response.end(body);
    });
  }

  static async start(keys: IssuedKeys, hostKey: string): Promise<SignatureInspector> {
    const inspector = new SignatureInspector(keys, hostKey);
    // Whoever keeps a connection closes it, so that none is closed just when it is used again.
    inspector.#server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => inspector.#server.listen(0, '127.0.0.1', resolve));
    return inspector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #judge({ url = '', headers }: IncomingMessage): keyof Signatures {
    const accessKeyId = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1];
    if (accessKeyId === undefined) return 'unsigned';
    if (accessKeyId === this.#hostKey) return 'host';
    const holder = this.#keys.holderOf(accessKeyId);
    const [, , username, groups] = url.split('/');
    if (holder?.username !== username || holder?.sessionToken !== headers['x-amz-security-token'])
      return 'foreign';
    return holder?.groups === decodeURIComponent(groups ?? '') ? 'own' : 'outdated';
  }
}
