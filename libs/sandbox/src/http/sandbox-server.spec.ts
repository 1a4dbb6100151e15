import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxServer } from './sandbox-server.js';

/** One request over the agent's connection; resolves with the status. */
const ask = (url: string, agent: Agent): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });

describe('SandboxServer', () => {
  it('listens on 127.0.0.1 and answers 503 until it has something to serve', async () => {
    const server = await SandboxServer.listen(0);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(server.url)).status).toBe(503);
    await server.close();
  });

  it('says in one line that a port is taken', async () => {
    const server = await SandboxServer.listen(0);
    const port = Number(new URL(server.url).port);
    const error: unknown = await SandboxServer.listen(port).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringMatching(/^Port \d+ .* taken\..*$/),
    });
    await server.close();
  });

  it('cuts the connection of a request whose handler fails, and goes on', async () => {
    const server = await SandboxServer.listen(0);
    server.serve(async (message, response) => {
      if (message.url === '/fails') throw new Error('unexpected');
      response.end();
    });
    await expect(fetch(`${server.url}/fails`)).rejects.toThrow();
    expect((await fetch(server.url)).status).toBe(200);
    await server.close();
  });

  it('closes promptly with an idle connection open, and frees the port', async () => {
    const server = await SandboxServer.listen(0);
    const { url } = server;
    server.serve(async (_, response) => void response.end());
    const agent = new Agent({ keepAlive: true });
    expect(await ask(url, agent)).toBe(200);
    const start = performance.now();
    await server.close();
    // An idle connection would end by itself after five seconds.
    expect(performance.now() - start).toBeLessThan(3_000);
    const again = await SandboxServer.listen(Number(new URL(url).port));
    await again.close();
    agent.destroy();
  });

  it('lets a short answer finish and cuts off a long one', async () => {
    const server = await SandboxServer.listen(0);
    let begun = 0;
    server.serve(async (message, response) => {
      begun += 1;
      await sleep(message.url === '/short' ? 50 : 60_000, undefined, { ref: false });
      response.end();
    });
    const agent = new Agent({ keepAlive: true });
    const short = ask(`${server.url}/short`, agent);
    const long = ask(`${server.url}/long`, agent).catch(() => 'cut off');
    while (begun < 2) await sleep(5);
    const start = performance.now();
    await server.close();
    expect(performance.now() - start).toBeLessThan(50_000);
    expect(await short).toBe(200);
    expect(await long).toBe('cut off');
    agent.destroy();
  });
});
