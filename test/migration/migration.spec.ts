import { Controller, Get, UseGuards } from '@nestjs/common';
import { CastellanModule, Groups, Public } from 'castellan';
import { asUser, testUserPool, TokenFactory } from 'castellan/testing';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { OldAuthGuard, OldRolesGuard, Roles } from './old-guards.js';

/** Not moved yet: Castellan lets everybody through to the guards that are there. */
@Controller('old')
@Public()
@UseGuards(OldAuthGuard, OldRolesGuard)
@Roles('editors')
class OldController {
  @Get('by-class') byClass() {}
  @Get('replaced') @Roles('admins') replaced() {}
}

@Controller('new')
@Groups('editors')
class MovedController {
  @Get('by-class') byClass() {}
  @Get('both') @Groups('admins') both() {}
}

describe.each(PLATFORMS)('an application that moves from role guards on %s', (platform) => {
  const factory = new TokenFactory();
  let listening: ListeningApp;

  beforeAll(async () => {
    listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot({ userPools: [testUserPool(factory)] })],
      controllers: [OldController, MovedController],
    });
  });
  afterAll(() => listening.app.close());

  const callers = [
    {},
    { ...asUser(factory) },
    { ...asUser(factory, { username: 'eve', groups: ['editors'] }) },
    { ...asUser(factory, { username: 'ada', groups: ['admins'] }) },
    { ...asUser(factory, { username: 'kim', groups: ['editors', 'admins'] }) },
  ];
  const statuses = (path: string) =>
    Promise.all(callers.map(async (headers) => (await fetch(`${listening.url}${path}`, { headers })).status));

  it('keeps its old guards where @Public() stands beside them', async () => {
    expect(await statuses('/old/by-class')).toEqual([401, 403, 200, 403, 200]);
  });

  it('gives the same answers for one list of roles', async () => {
    expect(await statuses('/new/by-class')).toEqual(await statuses('/old/by-class'));
  });

  it('asks for both where old roles of a handler replaced those of its class', async () => {
    expect(await statuses('/old/replaced')).toEqual([401, 403, 403, 200, 200]);
    expect(await statuses('/new/both')).toEqual([401, 403, 403, 403, 200]);
  });

  it('refuses a bad token before the old guards see it', async () => {
    const answer = await fetch(`${listening.url}/old/by-class`, {
      headers: { authorization: 'Bearer not-a-token' },
    });
    expect(await answer.json()).toMatchObject({ status: 401, code: 'token_malformed' });
  });
});
