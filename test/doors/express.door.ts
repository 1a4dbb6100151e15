import { authenticated, groups, scopes } from 'castellan/express';
import { ExpressApi, type ExpressVersion } from '../express/express-api.js';
import { DEMANDS, GROUP, SCOPE, type TestDoor } from './door.js';
import { askHttp } from './http-verdict.js';

/** Express without Nest. */
export function expressDoor(version: ExpressVersion): TestDoor {
  let api: ExpressApi;
  return {
    name: version,
    demands: DEMANDS,
    async start(userPools, clock) {
      api = await ExpressApi.start(version, {
        options: { userPools, clock },
        routes: ({ app, castellan }) => {
          const requirements = {
            authenticated: authenticated(),
            editors: groups(GROUP),
            scope: scopes(SCOPE),
          };
          for (const [demand, requirement] of Object.entries(requirements)) {
            app.get(
              `/${demand}`,
              castellan.require(requirement),
              (_request, response) => void response.send('in'),
            );
          }
        },
      });
    },
    ask: (call) => askHttp(api.port, call),
    stop: () => api.stop(),
  };
}
