import { Controller, Get } from '@nestjs/common';
import { Can, CastellanModule, ForGroup, Policies, type Rules } from 'castellan';
import { Api } from '../support/api.js';
import { type ListeningApp, listeningApp } from '../support/nest-app.js';
import { World } from '../support/world.js';

@Policies()
class OpenToEditors {
  @ForGroup('editors')
  editors({ can }: Rules) {
    can('read', 'Article');
  }
}

@Policies()
class OpenToNobody {
  @ForGroup('nobody')
  nobody({ can }: Rules) {
    can('read', 'Article');
  }
}

@Controller('articles')
class ArticlesController {
  @Get()
  @Can('read', 'Article')
  list() {
    return [];
  }
}

describe('two applications with different pools in one process', () => {
  const users = [{ username: 'alice', groups: ['editors'] }];
  let first: World;
  let second: World;
  let firstApp: ListeningApp;
  let secondApp: ListeningApp;

  beforeAll(async () => {
    [first, second] = await Promise.all([World.create({ users }), World.create({ users })]);
    const start = (world: World, policies: new () => object) =>
      listeningApp('Express', {
        imports: [CastellanModule.forRoot(world.options)],
        controllers: [ArticlesController],
        providers: [policies],
      });
    firstApp = await start(first, OpenToEditors);
    secondApp = await start(second, OpenToNobody);
  });

  afterAll(async () => {
    await Promise.all([firstApp.app.close(), secondApp.app.close()]);
    await Promise.all([first.stop(), second.stop()]);
  });

  it("accept their own pool's tokens only", async () => {
    const [ofFirst, ofSecond] = await Promise.all([first.tokens('alice'), second.tokens('alice')]);
    const statuses = async (url: string) => [
      (await new Api(url).get('/articles', ofFirst)).status,
      (await new Api(url).get('/articles', ofSecond)).status,
    ];
    expect(await statuses(firstApp.url)).toEqual([200, 401]);
    expect(await statuses(secondApp.url)).toEqual([401, 403]);
    // Again, now that both have tokens, keys and abilities in their caches.
    expect(await statuses(firstApp.url)).toEqual([200, 401]);
    expect(await statuses(secondApp.url)).toEqual([401, 403]);
  });
});
