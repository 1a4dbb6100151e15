import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { STATUS_CODES } from 'node:http';

/**
 * Answers every error of the app itself as problem details (RFC 9457), like Castellan's own refusals, so that
 * clients read one format. It catches everything; Castellan's answers hold all the same.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const status = statusOf(error);
    // The stack only: errors of the AWS SDK carry whole requests in other members.
    if (status >= 500) this.#logger.error(error instanceof Error ? error.stack : String(error));
    if (response.headersSent) {
      response.end();
      return;
    }
    response
      .status(status)
      .type('application/problem+json')
      .json({
        type: 'about:blank',
        title: STATUS_CODES[status] ?? 'Error',
        status,
        code: codeOf(status),
        detail: detailOf(error, status),
      });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // Express and its body parsers mark the errors that are the client's with a status of their own.
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function codeOf(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '_');
}

function detailOf(error: unknown, status: number): string {
  if (status >= 500) return 'The service failed. It has been logged.';
  if (error instanceof HttpException) return messageOf(error);
  if (status === 413) return 'The body is larger than this service accepts.';
  return 'The request cannot be read: its body or its address is malformed.';
}

function messageOf(error: HttpException): string {
  const response = error.getResponse();
  const message: unknown = typeof response === 'string' ? response : Reflect.get(response, 'message');
  if (Array.isArray(message)) return message.join('; ');
  return typeof message === 'string' ? message : error.message;
}
