import type { ArgumentsHost } from '@nestjs/common';

/** The parsed body of a request. Only HTTP has one. */
export function readBody(context: ArgumentsHost): unknown {
  if (context.getType() !== 'http') return undefined;
  return context.switchToHttp().getRequest<{ readonly body?: unknown }>().body;
}
