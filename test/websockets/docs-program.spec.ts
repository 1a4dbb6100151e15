import type { INestApplication } from '@nestjs/common';
import { programOf } from '../support/page-program.js';
import { World } from '../support/world.js';
import { connect, HandshakeRefused, type Presented } from './gateway-app.js';

/** What the program on the page exports. */
interface Program {
  readonly ChatGateway: new () => { readonly present: readonly string[] };
  startChat(pools: object, port: number): Promise<INestApplication>;
}

describe('the program of docs/websockets.md', () => {
  it('lets callers in by their token, and decides each message', async () => {
    const world = await World.create({
      users: [{ username: 'alice' }, { username: 'mona', groups: ['moderators'] }],
    });
    const { ChatGateway, startChat } = programOf('websockets.md') as Program;
    const app = await startChat({ userPools: world.options.userPools }, 0);
    const url = await app.getUrl();
    const presentedBy = async (username: string): Promise<Presented> => ({
      headers: { authorization: `Bearer ${(await world.tokens(username)).accessToken}` },
    });

    const refused: unknown = await connect('ws', url).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HandshakeRefused);
    expect(refused).toMatchObject({ status: 401, body: { code: 'authentication_required' } });

    const alice = await connect('ws', url, await presentedBy('alice'));
    alice.send('say', 'Good morning');
    expect(await alice.next('said')).toEqual({ by: 'alice', text: 'Good morning' });
    alice.send('close');
    expect(await alice.next('exception')).toMatchObject({ code: 'access_denied', httpStatus: 403 });

    const mona = await connect('ws', url, await presentedBy('mona'));
    mona.send('close');
    expect(await mona.next('closed')).toBe(true);
    expect(app.get(ChatGateway).present).toEqual(['alice', 'mona']);

    alice.close();
    mona.close();
    await app.close();
    await world.stop();
  });
});
