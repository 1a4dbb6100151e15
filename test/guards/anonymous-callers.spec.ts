import { applyDecorators, Controller, Get, type Type } from '@nestjs/common';
import { Can, CastellanModule, ForEveryone, Policies, Public, type Rules } from 'castellan';
import { testUserPool, TokenFactory } from 'castellan/testing';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';

@Policies()
class ArticlePolicies {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', 'Article');
  }
}

type Decorate = () => ClassDecorator & MethodDecorator;

const PLACES = {
  nothing: () => () => undefined,
  'a requirement': () => Can('read', 'Article'),
  '@Public()': () => Public(),
  'both of them': () => applyDecorators(Public(), Can('read', 'Article')),
} satisfies Record<string, Decorate>;
type Place = keyof typeof PLACES;

/** Whether an anonymous caller runs a handler whose requirement everybody fulfils: class, then handler. */
const TABLE: Record<Place, Record<Place, number>> = {
  nothing: { nothing: 401, 'a requirement': 401, '@Public()': 200, 'both of them': 200 },
  'a requirement': { nothing: 401, 'a requirement': 401, '@Public()': 200, 'both of them': 200 },
  '@Public()': { nothing: 200, 'a requirement': 401, '@Public()': 200, 'both of them': 200 },
  'both of them': { nothing: 200, 'a requirement': 401, '@Public()': 200, 'both of them': 200 },
};

const places = Object.keys(PLACES) as Place[];
const combinations = places.flatMap((onClass) =>
  places.map((onHandler) => ({
    onClass,
    onHandler,
    path: `/${places.indexOf(onClass)}/${places.indexOf(onHandler)}`,
  })),
);

function controllerOf({ onClass, onHandler, path }: (typeof combinations)[number]): Type {
  const [decorateClass, decorateHandler] = [PLACES[onClass], PLACES[onHandler]];
  @decorateClass()
  @Controller(path)
  class CombinationController {
    @decorateHandler() @Get() handler() {}
  }
  return CombinationController;
}

describe.each(PLATFORMS)('callers without a token on %s', (platform) => {
  let listening: ListeningApp;

  beforeAll(async () => {
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [testUserPool(new TokenFactory())],
          unguardedHandlers: 'deny',
        }),
      ],
      controllers: combinations.map(controllerOf),
      providers: [ArticlePolicies],
    });
  });
  afterAll(() => listening.app.close());

  it.each(combinations)(
    'get as far as the decision or do not: $onClass on the class, $onHandler on the handler',
    async ({ onClass, onHandler, path }) => {
      expect((await fetch(`${listening.url}${path}`)).status).toBe(TABLE[onClass][onHandler]);
    },
  );
});
