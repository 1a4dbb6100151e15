import type { INestApplication, INestMicroservice } from '@nestjs/common';
import { Api } from '../support/api.js';
import { programOf } from '../support/page-program.js';
import { World } from '../support/world.js';
import { freePort } from './transports.js';

/** What the program on the page exports. */
interface Program {
  startNotes(pools: object, port: number): Promise<INestMicroservice>;
  startGateway(pools: object, notesPort: number): Promise<INestApplication>;
}

describe('the program of docs/microservices.md', () => {
  it('asks the service as whoever called the gateway', async () => {
    const world = await World.create({ users: [{ username: 'alice' }] });
    const { userPools } = world.options;
    const { startNotes, startGateway } = programOf('microservices.md') as Program;
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
