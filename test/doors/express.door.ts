import type { Handler } from 'express';
import { ExpressApi, type ExpressVersion } from '../express/express-api.js';
import { DEMANDS, type TestDoor } from './door.js';
import { askHttp } from './http-verdict.js';
import { ArticlePolicies, REQUIREMENTS } from './requirements.js';

/** Express without Nest. */
export function expressDoor(version: ExpressVersion): TestDoor {
  let api: ExpressApi;
  return {
    name: version,
    column: 'Express',
    demands: DEMANDS,
    async start(options) {
      api = await ExpressApi.start(version, {
        options: { ...options, policies: [new ArticlePolicies()] },
        routes: ({ app, castellan }) => {
          const handler: Handler = (_request, response) => void response.send('in');
          app.get('/public', castellan.public(), handler);
          app.get('/closed', handler);
          for (const [demand, requirement] of Object.entries(REQUIREMENTS))
            app.get(`/${demand}`, castellan.require(requirement), handler);
        },
      });
    },
    ask: (call) => askHttp(api.port, call),
    stop: () => api.stop(),
  };
}
