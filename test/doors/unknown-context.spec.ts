import type { INestApplication } from '@nestjs/common';
import { ExternalContextCreator } from '@nestjs/core';
import { Authenticated, CastellanModule, Public } from 'castellan';
import { listeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';

/** Handlers of a library that Castellan has never heard of, such as one for the commands of a chat. */
class CommandHandlers {
  readonly ran: string[] = [];

  @Public()
  hello(): void {
    this.ran.push('hello');
  }

  @Authenticated()
  orders(): void {
    this.ran.push('orders');
  }

  forgotten(): void {
    this.ran.push('forgotten');
  }
}

describe('a context of an unknown type', () => {
  let world: World;
  let app: INestApplication;

  beforeAll(async () => {
    world = await World.create({ users: [{ username: 'alice' }] });
    ({ app } = await listeningApp('Express', {
      imports: [CastellanModule.forRoot(world.options)],
    }));
  });

  afterAll(async () => {
    await app.close();
    await world.stop();
  });

  it.each(['hello', 'orders', 'forgotten'] as const)(
    'denies everybody, whatever stands on %s',
    async (name) => {
      const handlers = new CommandHandlers();
      const { accessToken } = await world.tokens('alice');
      const command = app
        .get(ExternalContextCreator)
        .create(
          handlers,
          handlers[name].bind(handlers),
          name,
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          'telegram',
        ) as (update: object) => Promise<unknown>;
      const update = { headers: { authorization: `Bearer ${accessToken}` } };
      await expect(command(update)).rejects.toMatchObject({ code: 'access_denied' });
      expect(handlers.ran).toEqual([]);
    },
  );
});
