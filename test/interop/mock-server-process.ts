import { type ChildProcess, spawn } from 'node:child_process';

/** What the server is asked for: a token with these claims in place of its own. */
export interface TokenRequest {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly kty: 'RSA' | 'EC';
}

/**
 * The server runs in a process of its own: inside of a test its checks meet objects that belong to another realm than
 * its code, and take them for none.
 */
const PROGRAM = `
  import { OAuth2Server } from 'oauth2-mock-server';
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.issuer.keys.generate('ES256');
  await server.start(0, '127.0.0.1');
  process.on('message', async ({ claims, kty }) => {
    const { kid } = server.issuer.keys.toJSON().find((key) => key.kty === kty);
    const token = await server.issuer.buildToken({
      kid,
      scopesOrTransform: (header, payload) => Object.assign(payload, claims),
    });
    process.send(token);
  });
  process.on('disconnect', () => process.exit());
  process.send(server.issuer.url);
`;

/** oauth2-mock-server, with keys of two kinds. */
export class MockServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** The `iss` of its tokens. */
    readonly issuer: string,
  ) {}

  static async start(): Promise<MockServerProcess> {
    const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '--eval', PROGRAM], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new MockServerProcess(child, await answerOf(child));
  }

  async token(request: TokenRequest): Promise<string> {
    const answer = answerOf(this.child);
    this.child.send(request);
    return answer;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await ended;
  }
}

const answerOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const fail = (code: number | null): void => reject(new Error(`The server ended with code ${code}.`));
    child.once('exit', fail);
    child.once('message', (message) => {
      child.off('exit', fail);
      resolve(typeof message === 'string' ? message : '');
    });
  });
