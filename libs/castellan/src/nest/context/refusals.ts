import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { CastellanError, toAnswer } from '../../errors/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { RefusalLog } from './refusal-log.js';
import { sealAnswer } from './sealed-answer.js';
import { httpExchange } from './transport.js';

/** Makes sure that a refused caller gets Castellan's answer, whatever the application's filters do. */
@Injectable()
export class Refusals {
  constructor(
    private readonly log: RefusalLog,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  /** Runs a step of a request. What it refuses is sealed and thrown on. */
  guard<T>(context: ExecutionContext, step: () => T | Promise<T>): T | Promise<T> {
    try {
      const result = step();
      return result instanceof Promise
        ? result.catch((error: unknown) => this.refuse(context, error))
        : result;
    } catch (error) {
      return this.refuse(context, error);
    }
  }

  /** Logs an error of ours and seals its answer. Gives the error back, as it gives back errors of others. */
  seal(context: ExecutionContext, error: unknown): unknown {
    if (!(error instanceof CastellanError)) return error;
    this.log.write(error);
    if (context.getType() === 'http') {
      sealAnswer(httpExchange(context).response, toAnswer(error, this.options));
    }
    return error;
  }

  private refuse(context: ExecutionContext, error: unknown): never {
    throw this.seal(context, error);
  }
}
