import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestContextOf } from './attached-contexts.js';
import type { RequestContext } from './request-context.js';

/**
 * Makes a parameter decorator that reads the request context. What it refuses gets its answer sealed at once, so
 * that an interceptor of the application that catches every error cannot turn it into a success.
 */
export function requestParameter<Data = undefined>(
  read: (request: RequestContext, data: Data, context: ExecutionContext) => unknown,
): (data: Data) => ParameterDecorator {
  return createParamDecorator((data: Data, context: ExecutionContext): unknown => {
    const request = requestContextOf(context);
    return request.refusals.parameter(context, () => read(request, data, context));
  });
}
