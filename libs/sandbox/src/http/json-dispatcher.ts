import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderFields } from '../sigv4/header-fields.js';
import { sendAwsJson } from './answers.js';
import type { JsonCall, JsonService } from './json-service.js';
import { readBody } from './read-body.js';
import { ServiceError } from './service-error.js';

const MAXIMUM_BODY_BYTES = 1024 * 1024;

/** Takes calls in AWS JSON 1.1 to the service that `X-Amz-Target` names. */
export class JsonDispatcher {
  private readonly services: ReadonlyMap<string, JsonService>;

  constructor(services: readonly JsonService[]) {
    this.services = new Map(services.map((service) => [service.targetPrefix, service]));
  }

  async handle(request: IncomingMessage, response: ServerResponse, target: string): Promise<void> {
    const body = await readBody(request, MAXIMUM_BODY_BYTES);
    const separator = target.lastIndexOf('.');
    const service = this.services.get(target.slice(0, Math.max(separator, 0)));
    if (service === undefined) throw this.unknownTarget(target);
    const call: JsonCall = {
      operation: target.slice(separator + 1),
      input: parseInput(body),
      headers: singleHeaders(request),
      signedParts: () => ({
        method: 'POST',
        canonicalPath: '/',
        query: [],
        headers: new HeaderFields(request.rawHeaders),
        payloadHash: createHash('sha256').update(body).digest('hex'),
      }),
      remoteAddress: request.socket.remoteAddress,
    };
    sendAwsJson(response, await service.call(call));
  }

  private unknownTarget(target: string): ServiceError {
    const known = [...this.services.keys()].join(', ');
    return new ServiceError(
      'UnknownOperationException',
      `No service of the sandbox answers to ${target}. There are: ${known}.`,
    );
  }
}

function parseInput(body: string): Readonly<Record<string, unknown>> {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    throw new ServiceError('SerializationException', 'The body is not JSON.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ServiceError('SerializationException', 'The body is not a JSON object.');
  }
  return input as Readonly<Record<string, unknown>>;
}

/** Node joins repeated headers, all but `set-cookie`, which no request has. */
export function singleHeaders(request: IncomingMessage): Readonly<Record<string, string | undefined>> {
  const single = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(single) as Readonly<Record<string, string | undefined>>;
}
