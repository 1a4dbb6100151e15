import type { CallCounter } from './call-counter.js';
import type { Faults } from './faults.js';
import type { JsonCall, JsonService } from './json-service.js';

/** The identity that a request or an answer is about. */
export type IdentityOf = (message: object) => string | undefined;

const nobody: IdentityOf = () => undefined;

/** A service whose calls are counted and can be made to fail. */
export class ObservedService implements JsonService {
  readonly targetPrefix: string;

  constructor(
    private readonly service: JsonService,
    private readonly calls: CallCounter,
    private readonly faults: Faults,
    private readonly identityOf: IdentityOf = nobody,
  ) {
    this.targetPrefix = service.targetPrefix;
  }

  has(operation: string): boolean {
    return this.service.has(operation);
  }

  async call(call: JsonCall): Promise<object> {
    const { operation } = call;
    // What does not exist is not counted: its names, made up by the caller, would be kept.
    if (!this.service.has(operation)) return await this.service.call(call);
    const askedFor = this.identityOf(call.input);
    this.calls.add(operation);
    if (askedFor !== undefined) this.calls.addFor(operation, askedFor);
    await this.faults.meet(operation);
    const answer = await this.service.call(call);
    const answered = askedFor === undefined ? this.identityOf(answer) : undefined;
    if (answered !== undefined) this.calls.addFor(operation, answered);
    return answer;
  }
}
