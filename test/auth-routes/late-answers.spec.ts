import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { Api } from '../support/api.js';
import { AuthWorld, mount, type MountedApi, PASSWORD } from './auth-world.js';

describe.each(['Express 4', 'Express 5'] as const)(
  'the ready-made routes behind a time limit on %s',
  (kind) => {
    let world: AuthWorld;
    let mounted: MountedApi;

    beforeAll(async () => {
      world = await AuthWorld.create();
      mounted = await mount(kind, world, {
        express: {
          before: {
            signIn: [
              (_request: never, response: never, next) => {
                next();
                (response as { end(text: string): void }).end('too late');
              },
            ],
          },
        },
      });
    });
    afterAll(async () => {
      await mounted.close();
      await world.stop();
    });

    it('leave the answer as it is, and the process alive', async () => {
      const signIn = jest.spyOn(world.users, 'signIn');
      const api = new Api(mounted.url);
      const body = { username: 'alice', password: PASSWORD };
      const late = await api.request('POST', '/auth/sign-in', {}, body);
      expect(late.text).not.toContain('accessToken');
      // An error that nobody hears once Cognito has answered would end the process.
      while (signIn.mock.results.length === 0) await wait(1);
      await signIn.mock.results[0]?.value;
      await setImmediate();
      const next = await api.request('POST', '/auth/password/forgot', {}, { username: 'alice' });
      expect(next.status).toBe(202);
    });
  },
);
