import { readFileSync } from 'node:fs';
import path from 'node:path';
import { World } from '../support/world.js';
import { httpAuthorizerEvent, httpEvent } from './events.js';
import { createFunctions } from './program.js';

describe('the program that the page about Lambda shows', () => {
  it('stands there as it is run here', () => {
    const page = readFileSync(path.resolve(__dirname, '../../docs/lambda.md'), 'utf8');
    expect(page).toContain(readFileSync(path.join(__dirname, 'program.ts'), 'utf8').trimEnd());
  });

  it('lets editors publish drafts', async () => {
    const world = await World.create({
      users: [{ username: 'ann', groups: ['editors'] }, { username: 'bob' }],
    });
    const { authorizer, publish } = createFunctions({ userPools: world.options.userPools });
    const [ann, bob] = [await world.tokens('ann'), await world.tokens('bob')];
    expect(await authorizer(httpAuthorizerEvent(bob.accessToken))).toMatchObject({ isAuthorized: true });
    expect(await authorizer(httpAuthorizerEvent(undefined))).toMatchObject({ isAuthorized: false });
    const published = await publish(httpEvent(ann.accessToken), {});
    expect([published.statusCode, JSON.parse(published.body)]).toEqual([200, { published: '1', by: 'ann' }]);
    expect((await publish(httpEvent(bob.accessToken), {})).statusCode).toBe(403);
    const missing = httpEvent(ann.accessToken, { pathParameters: { id: '9' } });
    expect((await publish(missing, {})).statusCode).toBe(404);
    await world.stop();
  });
});
