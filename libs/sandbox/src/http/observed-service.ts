import type { JsonCall, JsonService } from './json-service.js';
import type { ServiceTraffic } from './service-traffic.js';

/** The identity that a request or an answer is about. */
export type IdentityOf = (message: object) => string | undefined;

const nobody: IdentityOf = () => undefined;

/** A service whose calls are counted and can be made to fail. */
export class ObservedService implements JsonService {
  readonly targetPrefix: string;

  constructor(
    private readonly service: JsonService,
    private readonly traffic: ServiceTraffic,
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
    return await this.traffic.pass({
      operation,
      identityId: this.identityOf(call.input),
      identityOf: this.identityOf,
      run: () => this.service.call(call),
    });
  }
}
