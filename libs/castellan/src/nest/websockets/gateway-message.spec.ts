import type { IncomingMessage } from 'node:http';
import { ANONYMOUS } from '../../tokens/index.js';
import type { RequestContext } from '../context/request-context.js';
import type { HandlerGuards } from '../doors/door.js';
import { Connection } from './connection.js';
import { GatewayMessage } from './gateway-message.js';

const MISSING = expect.objectContaining({ code: 'caller_context_missing' }) as unknown;

describe('a message of a gateway', () => {
  const connection = new Connection(
    {} as IncomingMessage,
    { caller: ANONYMOUS, rawHeaders: [] },
    {} as HandlerGuards,
  );

  it('has neither tokens nor an identity before the guards have let it in', async () => {
    const message = new GatewayMessage(connection);
    let thrown: unknown;
    try {
      message.tokens();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toEqual(MISSING);
    await expect(message.identity()).rejects.toEqual(MISSING);
  });

  it('has the tokens that it was let in with, for clients that forward them', () => {
    const message = new GatewayMessage(connection);
    const tokens = { bearerToken: 'bearer', idToken: undefined };
    message.decidedIn({ caller: ANONYMOUS, tokens: () => tokens } as RequestContext);
    expect(message.tokens()).toBe(tokens);
  });
});
