import type { CallCounter } from './call-counter.js';
import type { Faults } from './faults.js';
import type { JsonCall, JsonService } from './json-service.js';

/** A service whose calls are counted and can be made to fail. */
export class ObservedService implements JsonService {
  readonly targetPrefix: string;

  constructor(
    private readonly service: JsonService,
    private readonly calls: CallCounter,
    private readonly faults: Faults,
  ) {
    this.targetPrefix = service.targetPrefix;
  }

  async call(call: JsonCall): Promise<object> {
    this.calls.add(call.operation);
    const askedFor = identityIdOf(call.input);
    if (askedFor !== undefined) this.calls.add(call.operation, askedFor);
    await this.faults.meet(call.operation);
    const answer = await this.service.call(call);
    if (askedFor === undefined) {
      const answered = identityIdOf(answer);
      if (answered !== undefined) this.calls.add(call.operation, answered);
    }
    return answer;
  }
}

function identityIdOf(message: object): string | undefined {
  const identityId = (message as Readonly<Record<string, unknown>>).IdentityId;
  return typeof identityId === 'string' ? identityId : undefined;
}
