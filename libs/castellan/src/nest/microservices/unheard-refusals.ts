import { Logger } from '@nestjs/common';
import type { CastellanError } from '../../errors/index.js';
import { RepeatedFaults } from '../../http/repeated-faults.js';

/** Says in the log which events were refused, since nobody is answered: a handler and a reason once in ten seconds. */
export class UnheardRefusals {
  readonly #logger = new Logger('Castellan');
  readonly #seen = new RepeatedFaults();

  write(handler: string, { code, message }: CastellanError): void {
    const before = this.#seen.admit(`${handler} ${code}`, performance.now());
    if (before === undefined) return;
    const repeated = before === 0 ? '' : ` (${before} more since this was last written)`;
    this.#logger.warn(
      `An event for ${handler} was refused, and nobody is told. ${code}: ${message}${repeated}`,
    );
  }
}
