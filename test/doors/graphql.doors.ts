import type { INestApplication } from '@nestjs/common';
import { Query, Resolver, Subscription } from '@nestjs/graphql';
import type { ErrorCode } from 'castellan/core';
import { createClient } from 'graphql-ws';
import {
  graphql,
  graphqlApp,
  type GraphqlError,
  type GraphqlOptions,
  type GraphqlServer,
} from '../graphql/graphql-app.js';
import type { ListeningApp } from '../support/nest-app.js';
import { DEMANDS, type DoorAnswer, type DoorOptions, type TestDoor, type Verdict } from './door.js';
import { handlersOf, moduleOptions, POLICIES, withClock } from './nest-handlers.js';

const nullable = { nullable: true };
const accepted: Verdict = { code: 'accepted', status: 200 };

function start(
  server: GraphqlServer,
  options: DoorOptions,
  graphqlOptions: GraphqlOptions,
): Promise<ListeningApp> {
  const queries = handlersOf(Resolver(), (demand) => Query(() => String, { ...nullable, name: demand }));
  const subscriptions = handlersOf(
    Resolver(),
    (demand) => Subscription(() => String, { ...nullable, name: demand }),
    (demand) => once({ [demand]: 'in' }),
  );
  return graphqlApp(
    server,
    {
      options: moduleOptions(options),
      graphql: graphqlOptions,
      providers: [...(POLICIES.providers ?? []), queries, subscriptions],
    },
    withClock(options),
  );
}

async function* once(event: object): AsyncGenerator {
  yield event;
}

function refusal({ extensions = {} }: GraphqlError, own: (status: number) => string): DoorAnswer {
  const {
    code,
    status,
    wwwAuthenticate: challenge,
  } = extensions as {
    code: ErrorCode;
    status: number;
    wwwAuthenticate?: string;
  };
  return { verdict: { code, status, ...(challenge !== undefined && { challenge }) }, own: own(status) };
}

/** Queries over HTTP. */
export function graphqlDoor(server: GraphqlServer): TestDoor {
  let app: INestApplication;
  let url: string;
  return {
    name: `GraphQL, ${server}`,
    column: 'GraphQL',
    demands: DEMANDS,
    async start(options) {
      ({ app, url } = await start(server, options, {}));
    },
    async ask({ token, demand }) {
      const answer = await graphql(url, `{ ${demand} }`, { token });
      const [error] = answer.errors;
      if (error === undefined) return { verdict: accepted, own: 'data' };
      return refusal(error, (status) =>
        answer.status === 200 ? `error ${status}` : `HTTP ${answer.status}`,
      );
    },
    stop: () => app.close(),
  };
}

/** Subscriptions over WebSockets, each over a connection of its own. */
export function graphqlWsDoor(server: GraphqlServer): TestDoor {
  let app: INestApplication;
  let url: string;
  return {
    name: `graphql-ws, ${server}`,
    column: 'graphql-ws',
    demands: DEMANDS,
    async start(options) {
      const webSockets: GraphqlOptions =
        server === 'Mercurius on Fastify'
          ? { subscription: { fullWsTransport: true } }
          : { subscriptions: { 'graphql-ws': true } };
      ({ app, url } = await start(server, options, webSockets));
    },
    async ask({ token, demand }) {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: jest.requireActual<object>('ws'),
        connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
        retryAttempts: 0,
      });
      try {
        for await (const { errors } of client.iterate({ query: `subscription { ${demand} }` }))
          return errors?.[0] === undefined
            ? { verdict: accepted, own: 'event' }
            : refusal(errors[0], (status) => `error ${status}`);
        throw new Error('The subscription ended without an event and without an error.');
      } catch (error) {
        if (!Array.isArray(error)) throw error;
        return refusal((error as GraphqlError[])[0]!, (status) => `error ${status}`);
      } finally {
        await client.dispose();
      }
    },
    stop: () => app.close(),
  };
}
