import { createCastellan, type LambdaCastellan, type ProxyAnswer } from 'castellan/lambda';
import { httpEvent } from '../lambda/events.js';
import { DEMANDS, type TestDoor } from './door.js';
import { httpAnswer } from './http-verdict.js';
import { ArticlePolicies, REQUIREMENTS } from './requirements.js';

type Handler = (
  event: ReturnType<typeof httpEvent>,
  context: unknown,
) => Promise<{ statusCode: number } | ProxyAnswer>;

const QUIET = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** A function behind an HTTP API of API Gateway. One without a requirement cannot be made. */
export function lambdaDoor(): TestDoor {
  let castellan: LambdaCastellan;
  const handlers = new Map<string, Handler>();
  return {
    name: 'Lambda',
    column: 'Lambda',
    demands: DEMANDS.filter((demand) => demand !== 'closed'),
    async start(options) {
      castellan = createCastellan({ ...options, policies: [new ArticlePolicies()], log: QUIET });
      await castellan.ready();
      const handle = () => ({ statusCode: 200 });
      handlers.set('public', castellan.handler({ public: true }, handle));
      for (const [demand, requirement] of Object.entries(REQUIREMENTS))
        handlers.set(demand, castellan.handler({ require: requirement }, handle));
    },
    async ask({ token, demand }) {
      const answer = await handlers.get(demand)!(httpEvent(token), {});
      const { headers = {}, body = '' } = answer as Partial<ProxyAnswer>;
      const values = new Map(Object.entries(headers).map(([name, value]) => [name, [value]]));
      return httpAnswer({ status: answer.statusCode, headers: values, body });
    },
    stop: () => castellan.close(),
  };
}
