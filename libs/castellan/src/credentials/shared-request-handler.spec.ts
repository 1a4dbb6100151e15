import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SharedRequestHandler } from './shared-request-handler.js';

describe('SharedRequestHandler', () => {
  it('keeps a client from closing or changing what it was lent', () => {
    const handler = new NodeHttpHandler({ requestTimeout: 7 });
    const spies = [jest.spyOn(handler, 'destroy'), jest.spyOn(handler, 'updateHttpClientConfig')];
    const shared = new SharedRequestHandler(handler);
    shared.destroy();
    shared.updateHttpClientConfig();

    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    expect(shared.httpHandlerConfigs()).toEqual({});
    handler.destroy();
  });

  it('says which protocol it speaks', () => {
    const metadata = { handlerProtocol: 'h2' };
    const handle = () => Promise.reject(new Error('not called'));

    expect(new SharedRequestHandler({ handle, metadata }).metadata).toBe(metadata);
    expect(new SharedRequestHandler({ handle }).metadata).toEqual({ handlerProtocol: 'http/1.1' });
  });
});
