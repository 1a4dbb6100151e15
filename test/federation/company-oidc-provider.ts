import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { Browser } from './browser.js';

/** Somebody with an account at another company. */
export interface CompanyAccount {
  readonly sub: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What the company gave the user pool to sign users in with. */
export const COMPANY_CLIENT = { client_id: 'castellan', client_secret: 'the-secret-of-the-user-pool' };

/** Another company's identity provider: oidc-provider with its own sign-in pages, which take any password. */
export class CompanyOidcProvider {
  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  /** Has an address, and knows no client and nobody yet. */
  static async start(): Promise<CompanyOidcProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new CompanyOidcProvider(server, issuer);
  }

  /** Signs these accounts in for one client. */
  serve(redirectUri: string, accounts: readonly CompanyAccount[]): void {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          ...COMPANY_CLIENT,
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name', 'department', 'roles'],
      },
      findAccount: (_context, sub) => {
        const account = accounts.find((each) => each.sub === sub);
        return account && { accountId: sub, claims: () => ({ sub, ...account.claims }) };
      },
      cookies: { keys: ['one key of the other company'] },
      ttl: { Session: 600, Grant: 600, Interaction: 600, IdToken: 600, AccessToken: 600 },
    });
    // Its warnings about keys and storage are for those who run it in earnest.
    provider.on('server_error', (_context, error) => {
      throw error;
    });
    this.server.on('request', provider.callback());
  }

  /** Signs in on the company's own pages and gives the consent they ask for. Returns where that leads in the end. */
  async signIn(browser: Browser, address: URL, login: string, until: string): Promise<URL> {
    let page = await browser.open(address, until);
    if (page.text.includes('name="login"')) {
      page = await browser.submit(page, { login, password: 'whatever' }, until);
    }
    if (page.text.includes('name="prompt"')) page = await browser.submit(page, {}, until);
    return page.url;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
