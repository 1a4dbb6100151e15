import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { AccessDeniedError, ConfigurationError } from '../../errors/index.js';
import { graphqlExchange } from './graphql-exchange.js';
import { linkResponse } from './response-link.js';

const INFO = { operation: { operation: 'query' } };

const newRequest = (): IncomingMessage => new IncomingMessage(new Socket());
const exchangeOf = (context: unknown, info: unknown = INFO) =>
  graphqlExchange(new ExecutionContextHost([undefined, {}, context, info]));

describe('graphqlExchange', () => {
  it('finds the request and the response that belong together', () => {
    const request = newRequest();
    const response = new ServerResponse(request);
    linkResponse(request, response);
    expect(exchangeOf({ req: request })).toEqual({ request, response });
    expect(exchangeOf({ req: { raw: request } })).toEqual({ request, response });
  });

  it('finds both in the reply that Mercurius adds', () => {
    const request = newRequest();
    const response = new ServerResponse(request);
    const reply = { request: { raw: request }, raw: response };
    expect(exchangeOf({ reply })).toEqual({ request, response });
  });

  it('reads the arguments of a resolver of references, which has no arguments of its own', () => {
    const request = newRequest();
    const response = new ServerResponse(request);
    linkResponse(request, response);
    const host = new ExecutionContextHost([{ id: '1' }, { req: request }, INFO]);
    expect(graphqlExchange(host)).toEqual({ request, response });
  });

  it.each([
    ['no context', undefined],
    ['a context that is no object', 'context'],
    ['a context without a request', {}],
    ['a request without the headers as they were sent', { req: { headers: {} } }],
  ])('denies a field with %s', (_name, context) => {
    expect(() => exchangeOf(context)).toThrow(ConfigurationError);
  });

  it('denies a field without information about its operation', () => {
    expect(() => exchangeOf({ req: newRequest() }, null)).toThrow(ConfigurationError);
  });

  it('denies a context that two requests share', () => {
    const [request, other] = [newRequest(), newRequest()];
    const reply = { request: { raw: other }, raw: new ServerResponse(other) };
    expect(() => exchangeOf({ req: { raw: request }, reply })).toThrow('shared by several');
  });

  it('denies a request that has been answered', () => {
    const request = newRequest();
    const response = new ServerResponse(request);
    linkResponse(request, response);
    response.end();
    expect(() => exchangeOf({ req: request })).toThrow('answered already');
  });

  it('denies subscriptions and whatever came through a WebSocket', () => {
    const request = newRequest();
    linkResponse(request, new ServerResponse(request));
    const subscription = { operation: { operation: 'subscription' } };
    expect(() => exchangeOf({ req: request }, subscription)).toThrow(AccessDeniedError);
    expect(() => exchangeOf({ req: newRequest() })).toThrow(AccessDeniedError);
    request.headers.upgrade = 'WebSocket';
    expect(() => exchangeOf({ req: request })).toThrow(AccessDeniedError);
  });
});
