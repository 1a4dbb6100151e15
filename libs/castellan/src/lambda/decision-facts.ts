import { ConfigurationError } from '../errors/index.js';
import { readRequestValue } from '../http/request-value.js';
import type { CastellanParts } from '../setup/castellan-parts.js';
import { loadSubject } from '../setup/load-subject.js';
import type { DecisionFacts, RequestCaller } from '../setup/request-caller.js';
import { type ApiGatewayEvent, bodyOf, targetOf } from './events.js';

/** What a requirement may read of an event. */
export function factsOfEvent(
  parts: CastellanParts,
  event: ApiGatewayEvent,
  rawHeaders: string[],
  caller: RequestCaller,
): DecisionFacts {
  const request = { rawHeaders, url: targetOf(event), httpVersionMajor: 1 };
  return {
    readBody: () => bodyOf(event),
    readRequest: (source) => readRequestValue(request, { params: event.pathParameters }, source),
    load: (loader) => loadSubject(parts, loader, { name: 'event', value: event }, caller),
  };
}

/** An authorizer's answer is kept for the token: nothing of the request may go into it. */
export const TOKEN_ALONE: DecisionFacts = {
  readBody: () => undefined,
  readRequest: () => null,
  load: () => {
    throw new ConfigurationError('An authorizer decides from the token alone and loads nothing.');
  },
};
