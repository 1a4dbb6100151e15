import type { CallCounter } from './http/call-counter.js';
import { controlRoutes } from './http/control-routes.js';
import { JsonDispatcher } from './http/json-dispatcher.js';
import type { JsonService } from './http/json-service.js';
import { ObservedService } from './http/observed-service.js';
import { createRouter } from './http/router.js';
import { sandboxRoutes } from './http/sandbox-routes.js';
import { ServiceTraffic, type TrafficControl } from './http/service-traffic.js';
import { identityIdOf } from './identity-pool/identity-id.js';
import type { SandboxClock } from './sandbox-clock.js';
import type { SandboxDescription } from './sandbox-description.js';
import type { SandboxServices } from './sandbox-services.js';

/** What the requests of a sandbox are routed to. */
export interface SandboxRouterParts {
  readonly services: SandboxServices;
  readonly clock: SandboxClock;
  readonly traffic: TrafficControl;
  readonly calls: {
    readonly userPools: CallCounter;
    readonly identityPools: CallCounter;
    readonly dynamoDb: CallCounter;
  };
  readonly describe: () => SandboxDescription;
}

/** Routes requests to the services, and counts them on their way. */
export function createSandboxRouter(parts: SandboxRouterParts): ReturnType<typeof createRouter> {
  const { services, clock, traffic, calls, describe } = parts;
  const { userPools, identityPools } = services;
  const { faults, log } = traffic;
  const trafficOf = ({ targetPrefix }: JsonService, counter: CallCounter): ServiceTraffic =>
    new ServiceTraffic(targetPrefix, counter, traffic);
  const json = new JsonDispatcher([
    new ObservedService(userPools, trafficOf(userPools, calls.userPools)),
    new ObservedService(identityPools, trafficOf(identityPools, calls.identityPools), identityIdOf),
  ]);
  const routes = sandboxRoutes({
    ...services,
    json,
    beforeDynamoDbCall: async (operation) => {
      calls.dynamoDb.add(operation);
      await faults.meet(operation);
    },
    describe,
  });
  const controls = controlRoutes({
    faults,
    calls: log,
    now: clock.now,
    advance: (seconds) => clock.advance(seconds),
  });
  return createRouter([...routes, ...controls], clock.now);
}
