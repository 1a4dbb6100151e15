import type { IncomingMessage, ServerResponse } from 'node:http';

const RESPONSE = Symbol('castellan.response');

type Linked = IncomingMessage & {
  [RESPONSE]?: ServerResponse;
  /** Express links the two itself. */
  res?: ServerResponse;
};

/** Remembers which response answers a request, where the framework does not. */
export function linkResponse(request: IncomingMessage, response: ServerResponse): void {
  (request as Linked)[RESPONSE] = response;
}

/** The response that answers a request; `undefined` for one that is not answered over HTTP. */
export function responseTo(request: IncomingMessage): ServerResponse | undefined {
  const { [RESPONSE]: linked, res } = request as Linked;
  return linked ?? res;
}
