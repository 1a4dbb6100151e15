import {
  authenticated,
  createCastellan,
  groups,
  type LambdaCastellan,
  type ProxyAnswer,
  scopes,
} from 'castellan/lambda';
import { httpEvent } from '../lambda/events.js';
import { DEMANDS, type Demand, GROUP, SCOPE, type TestDoor } from './door.js';
import { httpVerdict } from './http-verdict.js';

type Handler = (
  event: ReturnType<typeof httpEvent>,
  context: unknown,
) => Promise<{ statusCode: number } | ProxyAnswer>;

const QUIET = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** A function behind an HTTP API of API Gateway. */
export function lambdaDoor(): TestDoor {
  let castellan: LambdaCastellan;
  let handlers: Record<Demand, Handler>;
  return {
    name: 'Lambda',
    demands: DEMANDS,
    async start(userPools, clock) {
      castellan = createCastellan({ userPools, clock, log: QUIET });
      await castellan.ready();
      const handler = (requirement: ReturnType<typeof groups>): Handler =>
        castellan.handler({ require: requirement }, () => ({ statusCode: 200 }));
      handlers = {
        authenticated: handler(authenticated()),
        editors: handler(groups(GROUP)),
        scope: handler(scopes(SCOPE)),
      };
    },
    async ask({ token, demand }) {
      const answer = await handlers[demand](httpEvent(token), {});
      const { headers = {}, body = '' } = answer as Partial<ProxyAnswer>;
      const values = new Map(Object.entries(headers).map(([name, value]) => [name, [value]]));
      return httpVerdict({ status: answer.statusCode, headers: values, body });
    },
    stop: () => castellan.close(),
  };
}
