import { Injectable, Logger } from '@nestjs/common';
import { RefusalLog as Refusals } from '../../http/refusal-log.js';

/** Says in the log of Nest why a caller was refused. */
@Injectable()
export class RefusalLog extends Refusals {
  constructor() {
    super(new Logger('Castellan'));
  }
}
