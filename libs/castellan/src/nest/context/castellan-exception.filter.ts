import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { CastellanError } from '../../errors/index.js';
import { Refusals } from './refusals.js';

/** Answers what Castellan refuses. */
@Injectable()
@Catch(CastellanError)
export class CastellanExceptionFilter implements ExceptionFilter<CastellanError> {
  constructor(private readonly refusals: Refusals) {}

  catch(error: CastellanError, host: ArgumentsHost): Observable<never> | undefined {
    return this.refusals.answer(host, error);
  }
}
