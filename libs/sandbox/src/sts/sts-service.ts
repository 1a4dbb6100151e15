import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import { ServiceError } from '../http/service-error.js';
import { authenticate, readSignature } from '../sigv4/authenticate.js';
import { readBodyBytes } from '../sigv4/body-bytes.js';
import type { SignedParts } from '../sigv4/canonical-request.js';
import { HeaderFields } from '../sigv4/header-fields.js';
import { parseRequestTarget } from '../sigv4/request-target.js';
import { SignatureRefusal } from '../sigv4/signature-refusal.js';
import { callerIdentity } from './caller-identity.js';
import type { SessionStore } from './session-store.js';
import { parseStsAction } from './sts-action.js';
import { stsRefusal } from './sts-refusal.js';
import { xmlDocument, xmlElement, xmlText } from './xml.js';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const MAX_BODY_BYTES = 64 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/**
 * AWS STS in its query protocol, with the one operation that asks who a key belongs to. It needs a right signature
 * and a session that has not expired, but no permission: AWS answers `GetCallerIdentity` whatever policies say.
 */
export class StsService {
  readonly #clock: Clock;
  readonly #sessions: SessionStore;

  constructor({ clock, sessions }: { readonly clock: Clock; readonly sessions: SessionStore }) {
    this.#clock = clock;
    this.#sessions = sessions;
  }

  /** Whether a `POST /` is meant for STS: it has a form, and is not signed for another service. */
  static isStsRequest(headers: IncomingHttpHeaders): boolean {
    const isForm = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === FORM;
    const service = /\/([^/\s,]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
    return isForm && (service ?? 'sts') === 'sts';
  }

  /** Answers one request. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    try {
      this.#send(response, 200, requestId, await this.#answer(request, requestId));
    } catch (error) {
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
    const headers = new HeaderFields(request.rawHeaders);
    const claim = readSignature({ query: target.query, headers });
    const body = await readBodyBytes(request, MAX_BODY_BYTES);
    if (body === undefined) {
      throw new ServiceError(
        'RequestEntityTooLarge',
        `A body has at most ${MAX_BODY_BYTES} bytes here.`,
        413,
      );
    }
    const parts: SignedParts = {
      method: 'POST',
      canonicalPath: '/',
      query: target.query,
      headers,
      payloadHash: createHash('sha256').update(body).digest('hex'),
    };
    const sessions = this.#sessions;
    const signedBy = authenticate(
      { clock: this.#clock, service: 'sts', region: undefined, find: (id) => sessions.find(id) },
      claim,
      parts,
    );
    const action = parseStsAction(body.toString('utf8'));
    const identity = callerIdentity(signedBy);
    return xmlDocument(
      `${action}Response`,
      NAMESPACE,
      xmlElement(
        `${action}Result`,
        xmlText('Arn', identity.arn),
        xmlText('UserId', identity.userId),
        xmlText('Account', identity.accountId),
      ),
      xmlElement('ResponseMetadata', xmlText('RequestId', requestId)),
    );
  }

  #send(response: ServerResponse, status: number, requestId: string, body: string): void {
    response.writeHead(status, {
      'content-type': 'text/xml',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': requestId,
      // SDK clients correct their own clock by this header, so it must be the sandbox's time.
      date: new Date(this.#clock()).toUTCString(),
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
