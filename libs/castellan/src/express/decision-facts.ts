import { readRequestValue } from '../http/request-value.js';
import type { CastellanParts } from '../setup/castellan-parts.js';
import { loadSubject } from '../setup/load-subject.js';
import type { DecisionFacts, RequestCaller } from '../setup/request-caller.js';
import type { ExpressRequest } from './exchange.js';

/** What a requirement may read of a request. */
export function factsOfRequest(
  parts: CastellanParts,
  request: ExpressRequest,
  caller: RequestCaller,
): DecisionFacts {
  return {
    readBody: () => request.body,
    readRequest: (source) => readRequestValue(request, frameworkRequest(request), source),
    load: (loader) => loadSubject(parts, loader, { name: 'request', value: request }, caller),
  };
}

/** Express 4 has a deprecated `host` without the port, with which no host can be compared. */
function frameworkRequest(request: ExpressRequest): object {
  const { params, originalUrl, app } = request;
  const isExpress4 = app !== undefined && 'lazyrouter' in app;
  return { params, originalUrl, ...(!isExpress4 && { host: request.host }) };
}
