import { type CastellanError, ERROR_CODES, type ErrorCode } from '../errors/index.js';

/**
 * What a refused request is handed on with, in the form of the errors of `http-errors`, which Express and Nest know. The
 * message is the fixed sentence of the code, because frameworks show it; why the caller was refused is in `cause`.
 *
 * @example
 * ```ts
 * import { PassportRefusal } from 'castellan/passport';
 * import type { NextFunction, Request, Response } from 'express';
 *
 * export function answerRefusals(error: unknown, _req: Request, res: Response, next: NextFunction): void {
 *   if (error instanceof PassportRefusal) res.status(error.status).json({ code: error.code });
 *   else next(error);
 * }
 * ```
 */
export class PassportRefusal extends Error {
  /** Stable and machine-readable. */
  readonly code: ErrorCode;
  /** The HTTP status. */
  readonly statusCode: number;
  /** The HTTP status. */
  readonly status: number;
  /** The message may be shown to the caller. */
  readonly expose = true;

  constructor(refusal: CastellanError) {
    super(ERROR_CODES[refusal.code], { cause: refusal });
    this.name = 'PassportRefusal';
    this.code = refusal.code;
    this.statusCode = refusal.httpStatus;
    this.status = refusal.httpStatus;
  }
}
