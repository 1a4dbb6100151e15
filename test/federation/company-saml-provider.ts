import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as samlify from 'samlify';
import { selfSignedCertificate } from './self-signed-certificate.js';

/** Somebody with an account at another company. */
export interface SamlAccount {
  readonly nameId: string;
  /** By the names that they have in assertions. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a test may make wrong in an answer. */
export interface SamlFlaws {
  readonly audience?: string;
  readonly inResponseTo?: string;
  readonly expired?: boolean;
  /** Changes the document after it was signed. */
  readonly tamper?: (xml: string) => string;
  /** Signs with a key that is not in the metadata. */
  readonly foreignKey?: boolean;
}

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

// The schemas are not at hand; what is tested is the side that reads the answers.
samlify.setSchemaValidator({ validate: () => Promise.resolve('not validated') });

/** Another company's identity provider of SAML 2.0: samlify with one page, which signs in whom the test says. */
export class CompanySamlProvider {
  flaws: SamlFlaws = {};
  account: SamlAccount = {
    nameId: 'saml-user-1',
    attributes: {
      'https://acme.example/email': 'eve@acme.example',
      'https://acme.example/department': 'Sales',
    },
  };
  private readonly key = selfSignedCertificate('acme');
  private readonly foreign = selfSignedCertificate('somebody else');

  private constructor(
    private readonly server: Server,
    private readonly url: string,
  ) {}

  static async start(): Promise<CompanySamlProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new CompanySamlProvider(server, url);
  }

  /** Signs users in for one service. */
  serve(serviceId: string, consumerUrl: string): void {
    this.server.on('request', (request, response) => {
      this.answer(request, response, serviceId, consumerUrl).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  get metadataUrl(): string {
    return `${this.url}/metadata`;
  }

  get metadata(): string {
    return this.provider(this.key).getMetadata();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private provider({ privateKey, certificate }: typeof this.key) {
    return samlify.IdentityProvider({
      entityID: `${this.url}/entity`,
      privateKey,
      signingCert: certificate,
      nameIDFormat: [PERSISTENT],
      singleSignOnService: [{ Binding: REDIRECT, Location: `${this.url}/sign-in` }],
      singleLogoutService: [{ Binding: REDIRECT, Location: `${this.url}/sign-out` }],
      loginResponseTemplate: {
        context: samlify.SamlLib.defaultLoginResponseTemplate.context,
        attributes: Object.keys(this.account.attributes).map((name, index) => ({
          name,
          valueTag: `value${index}`,
          nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
          valueXsiType: 'xs:string',
        })),
      },
    });
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    serviceId: string,
    consumerUrl: string,
  ): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    if (pathname === '/metadata') {
      response.writeHead(200, { 'content-type': 'application/samlmetadata+xml' }).end(this.metadata);
      return;
    }
    const service = serviceProvider(serviceId, consumerUrl);
    const asked = await this.provider(this.key).parseLoginRequest(service, 'redirect', {
      query: Object.fromEntries(searchParams),
    });
    const { id } = (asked.extract as { request: { id: string } }).request;
    const sent = await this.response(serviceId, consumerUrl, id);
    const relayState = searchParams.get('RelayState') ?? '';
    response.writeHead(200, { 'content-type': 'text/html' }).end(`
      <form method="post" action="${consumerUrl}">
        <input type="hidden" name="SAMLResponse" value="${sent}">
        <input type="hidden" name="RelayState" value="${relayState}">
        <button>Continue</button>
      </form>`);
  }

  /** A response in base64. */
  async response(serviceId: string, consumerUrl: string, requestId = ''): Promise<string> {
    const provider = this.provider(this.flaws.foreignKey === true ? this.foreign : this.key);
    const { context } = (await provider.createLoginResponse(
      serviceProvider(serviceId, consumerUrl),
      { extract: { request: { id: requestId } } },
      'post',
      {},
      (template: string) => ({
        id: randomUUID(),
        context: samlify.SamlLib.replaceTagsByValue(template, this.values(serviceId, consumerUrl, requestId)),
      }),
    )) as { context: string };
    const xml = Buffer.from(context, 'base64').toString();
    return Buffer.from(this.flaws.tamper?.(xml) ?? xml).toString('base64');
  }

  private values(serviceId: string, consumerUrl: string, requestId: string): Record<string, string> {
    const now = Date.now();
    const from = this.flaws.expired === true ? now - 7_200_000 : now - 1_000;
    const [notBefore, notOnOrAfter] = [new Date(from).toISOString(), new Date(from + 300_000).toISOString()];
    return {
      ID: `_${randomUUID()}`,
      AssertionID: `_${randomUUID()}`,
      Destination: consumerUrl,
      Audience: this.flaws.audience ?? serviceId,
      EntityID: serviceId,
      SubjectRecipient: consumerUrl,
      Issuer: `${this.url}/entity`,
      IssueInstant: new Date(now).toISOString(),
      AssertionConsumerServiceURL: consumerUrl,
      StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
      ConditionsNotBefore: notBefore,
      ConditionsNotOnOrAfter: notOnOrAfter,
      SubjectConfirmationDataNotOnOrAfter: notOnOrAfter,
      NameIDFormat: PERSISTENT,
      NameID: this.account.nameId,
      InResponseTo: this.flaws.inResponseTo ?? requestId,
      AuthnStatement: '',
      ...Object.fromEntries(
        Object.values(this.account.attributes).map((value, index) => [`attrValue${index}`, value]),
      ),
    };
  }
}

const serviceProvider = (serviceId: string, consumerUrl: string) =>
  samlify.ServiceProvider({
    entityID: serviceId,
    wantAssertionsSigned: true,
    assertionConsumerService: [{ Binding: POST, Location: consumerUrl }],
  });
