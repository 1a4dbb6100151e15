import type { INestApplication, INestMicroservice } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { Api } from '../support/api.js';
import { World } from '../support/world.js';
import { freePort } from './transports.js';

/** What the program on the page exports. */
interface Program {
  startNotes(pools: object, port: number): Promise<INestMicroservice>;
  startGateway(pools: object, notesPort: number): Promise<INestApplication>;
}

/** Compiles the first program of a page, as it stands there. */
function programOf(page: string): Program {
  const text = readFileSync(path.join(__dirname, '../../docs', page), 'utf8');
  const [, source] = /^```ts\n([\s\S]*?)^```$/m.exec(text)!;
  const { outputText } = ts.transpileModule(source!, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  const exported = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- runs the page
  new Function('require', 'exports', outputText)(
    (name: string): unknown => jest.requireActual(name),
    exported,
  );
  return exported as Program;
}

describe('the program of docs/microservices.md', () => {
  it('asks the service as whoever called the gateway', async () => {
    const world = await World.create({ users: [{ username: 'alice' }] });
    const { userPools } = world.options;
    const { startNotes, startGateway } = programOf('microservices.md');
    const port = await freePort();
    const notes = await startNotes({ userPools }, port);
    const gateway = await startGateway({ userPools }, port);
    const api = new Api(await gateway.getUrl());
    expect((await api.get('/notes/1', await world.tokens('alice'))).text).toBe('note 1 of alice');
    expect((await api.get('/notes/1')).status).toBe(401);
    await gateway.close();
    await notes.close();
    await world.stop();
  });
});
