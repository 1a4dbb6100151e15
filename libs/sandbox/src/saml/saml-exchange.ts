import type * as NodeSaml from '@node-saml/node-saml';
import type { Profile, SAML } from '@node-saml/node-saml';
import type { SamlMetadata } from './saml-metadata.js';

/** A service, the provider that signs its users in, and the request between the two. */
export interface SamlExchange {
  readonly metadata: SamlMetadata;
  /** By which the provider knows the service. */
  readonly serviceId: string;
  /** Where the provider sends its responses. */
  readonly consumerUrl: string;
  /** The only request that a response may be to. Absent: responses come without a request. */
  readonly request?: { readonly id: string; readonly at: string };
}

/** Who a response is about. */
export interface SamlProfile {
  readonly nameId: string | undefined;
  /** By their names: a text, or a list of them. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

const CLOCK_SKEW_MS = 30_000;
const REQUEST_LIFETIME_MS = 5 * 60 * 1000;

/** Where a browser takes the request to. */
export async function samlRequestUrl(exchange: SamlExchange, relayState: string): Promise<string> {
  const saml = await serviceProvider(exchange);
  return await saml.getAuthorizeUrlAsync(relayState, undefined, {});
}

/**
 * Reads a response in base64. Throws an Error whose message says what is wrong and repeats nothing of the response:
 * anybody can send one.
 */
export async function readSamlResponse(exchange: SamlExchange, response: string): Promise<SamlProfile> {
  const saml = await serviceProvider(exchange);
  const profile = await verified(saml, response);
  if (profile === null) throw new Error('SAML Assertion is missing.');
  const attributes = (profile.attributes ?? {}) as Readonly<Record<string, unknown>>;
  return { nameId: (profile as Partial<Profile>).nameID, attributes };
}

/** What the library says goes no further: it holds parts of the response. */
async function verified(saml: SAML, response: string): Promise<Profile | null> {
  const outcome = await saml
    .validatePostResponseAsync({ SAMLResponse: response })
    .catch((error: unknown) => (error instanceof Error ? error.message : ''));
  if (typeof outcome !== 'string') return outcome.profile;
  throw new Error(
    /signature/i.test(outcome) ? 'SAML Assertion signature is invalid.' : 'SAML Assertion is invalid.',
  );
}

async function serviceProvider({ metadata, serviceId, consumerUrl, request }: SamlExchange): Promise<SAML> {
  const library = await loadNodeSaml();
  const { always, never } = library.ValidateInResponseTo;
  return new library.SAML({
    callbackUrl: consumerUrl,
    entryPoint: metadata.entryPoint,
    issuer: serviceId,
    audience: serviceId,
    idpIssuer: metadata.entityId,
    idpCert: [...metadata.certificates],
    // One signature is enough, of the response or of the assertion; without any there is no profile.
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: false,
    validateInResponseTo: request === undefined ? never : always,
    requestIdExpirationPeriodMs: REQUEST_LIFETIME_MS,
    ...(request !== undefined && { generateUniqueId: () => request.id }),
    cacheProvider: {
      saveAsync: (_id, value) => Promise.resolve({ value, createdAt: Date.now() }),
      getAsync: (id) => Promise.resolve(request?.id === id ? request.at : null),
      removeAsync: () => Promise.resolve(null),
    },
    acceptedClockSkewMs: CLOCK_SKEW_MS,
    disableRequestedAuthnContext: true,
    identifierFormat: null,
  });
}

/** The library, loaded when a provider needs it: who has none needs no library either. */
export async function loadNodeSaml(): Promise<typeof NodeSaml> {
  try {
    return await import('@node-saml/node-saml');
  } catch (error) {
    throw new Error(
      'A SAML provider needs the package @node-saml/node-saml. Install it: npm install @node-saml/node-saml',
      { cause: error },
    );
  }
}
