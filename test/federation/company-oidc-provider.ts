import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as OidcProvider from 'oidc-provider';
import type { Browser } from './browser.js';
import { quietly } from './quiet.js';

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
    private readonly library: typeof OidcProvider,
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  /** Has an address, and knows no client and nobody yet. */
  static async start(): Promise<CompanyOidcProvider> {
    const library = await quietly(() => import('oidc-provider'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new CompanyOidcProvider(library, server, issuer);
  }

  /** Signs these accounts in for one client. */
  async serve(redirectUri: string, accounts: readonly CompanyAccount[]): Promise<void> {
    const provider = await quietly(() => this.provider(redirectUri, accounts));
    const answer = provider.callback();
    this.server.on('request', (request, response) => void answer(request, response));
  }

  private provider(redirectUri: string, accounts: readonly CompanyAccount[]): OidcProvider.Provider {
    return new this.library.Provider(this.issuer, {
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
