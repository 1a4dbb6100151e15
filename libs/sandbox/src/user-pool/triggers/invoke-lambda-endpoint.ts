import { failureOf, type Invoke } from './invocation.js';
import type { LambdaEndpointOptions } from './trigger-options.js';

const MOST_CHARACTERS = 6 * 1024 * 1024;

/** Calls a function through the `Invoke` API of Lambda (2015-03-31), and waits for its answer. */
export function invokeLambdaEndpoint({ endpoint, functionName }: LambdaEndpointOptions): Invoke {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const url = new URL(path, endpoint);
  return async (event, signal) => {
    let answer: Response;
    try {
      answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
        body: JSON.stringify(event),
        redirect: 'error',
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      return { kind: 'unreachable', error: 'ServiceException' };
    }
    const text = await answer.text();
    if (!answer.ok) return { kind: 'unreachable', error: errorType(answer.headers) ?? 'ServiceException' };
    const payload = text.length > MOST_CHARACTERS ? undefined : parsed(text);
    return answer.headers.has('x-amz-function-error') ? failureOf(payload) : { kind: 'answered', payload };
  };
}

/** The service's error: `ResourceNotFoundException`, with or without an address after a colon. */
const errorType = (headers: Headers): string | undefined =>
  headers.get('x-amzn-errortype')?.split(':', 1)[0]?.replaceAll(/\W/g, '');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
