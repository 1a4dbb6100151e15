import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** Answers a body that the parser could not read, without the parser's message, which quotes the body. */
export function unreadableBody(
  error: unknown,
  _request: Request,
  _response: Response,
  next: NextFunction,
): void {
  const status = (error as { status?: unknown } | null)?.status;
  if (status === 413) next(new PayloadTooLargeException('The body is larger than this service accepts.'));
  else if (status === 400) next(new BadRequestException('The body cannot be read as JSON.'));
  else next(error);
}
