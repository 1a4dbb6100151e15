import { isRecord } from '../option-check.js';
import { isPermittedAddress } from '../http/permitted-address.js';

/** What a SAML provider says about itself. */
export interface SamlMetadata {
  readonly entityId: string;
  /** Where requests go by a redirect. */
  readonly entryPoint: string;
  /** The certificates of its keys, in base64. */
  readonly certificates: readonly string[];
}

const REDIRECT_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const TIMEOUT = 5000;
const MOST_CHARACTERS = 256 * 1024;

/** The metadata that a provider publishes at an address. */
export async function fetchSamlMetadata(url: string): Promise<SamlMetadata> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
  const text = await answer.text();
  if (!answer.ok || text.length > MOST_CHARACTERS) {
    throw new Error('The SAML provider has no metadata at its address.');
  }
  return await parseSamlMetadata(text);
}

/** Reads a metadata document (SAML 2.0 metadata, section 2.4.3). Throws an Error that says what it lacks. */
export async function parseSamlMetadata(xml: string): Promise<SamlMetadata> {
  // The parser that the assertions are read with, which expands no entities.
  const { parseXml2JsFromString } = await import('@node-saml/node-saml/lib/xml.js');
  const document: unknown = await parseXml2JsFromString(xml);
  const descriptor =
    child(document, 'EntityDescriptor') ?? child(child(document, 'EntitiesDescriptor'), 'EntityDescriptor');
  const provider = child(descriptor, 'IDPSSODescriptor');
  const entityId = attribute(descriptor, 'entityID');
  const entryPoint = children(provider, 'SingleSignOnService')
    .filter((service) => attribute(service, 'Binding') === REDIRECT_BINDING)
    .map((service) => attribute(service, 'Location'))
    .find((location) => location !== undefined);
  const certificates = children(provider, 'KeyDescriptor')
    .filter((key) => (attribute(key, 'use') ?? 'signing') === 'signing')
    .flatMap((key) => children(child(child(key, 'KeyInfo'), 'X509Data'), 'X509Certificate'))
    .map((certificate) => textOf(certificate).replace(/\s/g, ''))
    .filter((certificate) => certificate !== '');
  if (entityId === undefined || entryPoint === undefined || certificates.length === 0) {
    throw new Error(
      'The metadata of the SAML provider lacks its entityID, a redirect binding or a signing certificate.',
    );
  }
  if (!isPermittedAddress(entryPoint)) {
    throw new Error('The SAML provider signs in at an address that is neither https:// nor of this machine.');
  }
  return { entityId, entryPoint, certificates };
}

const children = (node: unknown, name: string): readonly unknown[] => {
  const found = isRecord(node) && Object.hasOwn(node, name) ? node[name] : [];
  return Array.isArray(found) ? found : [found];
};

const child = (node: unknown, name: string): unknown => children(node, name)[0];

function attribute(node: unknown, name: string): string | undefined {
  const value = child(child(node, '$'), name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const textOf = (node: unknown): string => {
  const text = isRecord(node) ? node._ : node;
  return typeof text === 'string' ? text : '';
};
