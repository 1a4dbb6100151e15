import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import { ConnectionFault } from '../http/connection-fault.js';
import { ServiceError } from '../http/service-error.js';
import type { ServiceTraffic } from '../http/service-traffic.js';
import { authenticate, readSignature } from '../sigv4/authenticate.js';
import { readBodyBytes } from '../sigv4/body-bytes.js';
import type { SignedParts } from '../sigv4/canonical-request.js';
import { HeaderFields } from '../sigv4/header-fields.js';
import { parseRequestTarget, type QueryParameter } from '../sigv4/request-target.js';
import { SignatureRefusal } from '../sigv4/signature-refusal.js';
import type { SessionStore } from './session-store.js';
import type { SignedBy } from './signed-by.js';
import { noSuchAction, StsForm } from './sts-form.js';
import type { StsContext } from './sts-operation.js';
import { STS_OPERATIONS } from './sts-operations.js';
import { stsRefusal } from './sts-refusal.js';
import type { WebIdentityProvider } from './web-identity.js';
import { xmlDocument, xmlElement, xmlText } from './xml.js';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const VERSION = '2011-06-15';
const MAX_BODY_BYTES = 64 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/** What an `StsService` is made of. */
export interface StsServiceOptions {
  readonly clock: Clock;
  readonly sessions: SessionStore;
  /** Whose tokens `AssumeRoleWithWebIdentity` takes. Default: nobody's. */
  readonly webIdentityProviders?: readonly WebIdentityProvider[];
  readonly traffic?: ServiceTraffic;
}

/** AWS STS in its query protocol. */
export class StsService {
  readonly #context: StsContext;
  readonly #traffic: ServiceTraffic | undefined;

  constructor({ clock, sessions, webIdentityProviders = [], traffic }: StsServiceOptions) {
    this.#traffic = traffic;
    this.#context = { clock, sessions, webIdentityProviders };
  }

  /** Whether a `POST /` is meant for STS: it has a form, and is not signed for another service. */
  static isStsRequest(headers: IncomingHttpHeaders): boolean {
    const isForm = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === FORM;
    const service = /\/([^/\s,]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
    return isForm && (service ?? 'sts') === 'sts';
  }

  /** Answers one request. Rejects only with a `ConnectionFault`, which is for whoever has the connection. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    try {
      this.#send(response, 200, requestId, await this.#answer(request, requestId));
    } catch (error) {
      if (error instanceof ConnectionFault) throw error;
      const { type, message, status } = serviceError(error);
      const kind = status < 500 ? 'Sender' : 'Receiver';
      const body = xmlDocument(
        'ErrorResponse',
        NAMESPACE,
        xmlElement('Error', xmlText('Type', kind), xmlText('Code', type), xmlText('Message', message)),
        xmlText('RequestId', requestId),
      );
      this.#send(response, status, requestId, body);
    }
  }

  async #answer(request: IncomingMessage, requestId: string): Promise<string> {
    const target = parseRequestTarget(request.url ?? '');
    if (request.method !== 'POST' || target?.rawPath !== '/') {
      throw new ServiceError('InvalidAction', 'STS is called here as POST / with a form as its body.');
    }
    const body = await readBodyBytes(request, MAX_BODY_BYTES);
    if (body === undefined) {
      throw new ServiceError(
        'RequestEntityTooLarge',
        `A body has at most ${MAX_BODY_BYTES} bytes here.`,
        413,
      );
    }
    const form = StsForm.parse(body.toString('utf8'));
    const operation = STS_OPERATIONS.get(form.action);
    if (operation === undefined) throw noSuchAction(form.action, VERSION);
    const run = (): Promise<readonly string[]> =>
      operation(form, this.#context, () => this.#signer(request, target.query, body));
    const result = await (this.#traffic?.pass({ operation: form.action, run }) ?? run());
    return xmlDocument(
      `${form.action}Response`,
      NAMESPACE,
      xmlElement(`${form.action}Result`, ...result),
      xmlElement('ResponseMetadata', xmlText('RequestId', requestId)),
    );
  }

  #signer(request: IncomingMessage, query: readonly QueryParameter[], body: Buffer): SignedBy {
    const headers = new HeaderFields(request.rawHeaders);
    const parts: SignedParts = {
      method: 'POST',
      canonicalPath: '/',
      query,
      headers,
      payloadHash: createHash('sha256').update(body).digest('hex'),
    };
    const { clock, sessions } = this.#context;
    return authenticate(
      { clock, service: 'sts', region: undefined, find: (id) => sessions.find(id) },
      readSignature({ query, headers }),
      parts,
    );
  }

  #send(response: ServerResponse, status: number, requestId: string, body: string): void {
    response.writeHead(status, {
      'content-type': 'text/xml',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': requestId,
      // SDK clients correct their own clock by this header, so it must be the sandbox's time.
      date: new Date(this.#context.clock()).toUTCString(),
    });
    response.end(body);
  }
}

function serviceError(error: unknown): ServiceError {
  if (error instanceof SignatureRefusal) return stsRefusal(error);
  if (error instanceof ServiceError) return error;
  return new ServiceError(
    'InternalFailure',
    'The request processing has failed because of an unknown error.',
    500,
  );
}
