import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Api, type Tokens } from '../../../test/support/api.js';
import { World } from '../../../test/support/world.js';
import { freePort } from '../../../test/microservices/transports.js';
import type { PolicyDocument } from 'castellan-sandbox';

const OWN_FOLDER: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::files/${cognito-identity.amazonaws.com:sub}/*',
    },
  ],
};

/** Starts one process of the example, as `npm start` does, and waits until it says that it is ready. */
async function startProcess(name: string, environment: object): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [path.join(__dirname, '../dist/main.js'), name], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const [, found] = /is ready at (\S+)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`${name} ended. ${output}`)));
  });
  return [child, address];
}

/** Starts the gateway and both services as processes of their own, and walks through them. */
export function describeExample(transport: string, notesAddress: () => Promise<string>): void {
  describe(`the example of microservices, with notes by ${transport}`, () => {
    const processes: ChildProcess[] = [];
    let world: World;
    let alice: Tokens;
    let bob: Tokens;
    let api: Api;

    beforeAll(async () => {
      world = await World.create({
        users: [{ username: 'alice' }, { username: 'bob' }],
        policies: [OWN_FOLDER],
      });
      [alice, bob] = await Promise.all([world.tokens('alice'), world.tokens('bob')]);
      const environment = {
        CASTELLAN: JSON.stringify(world.options),
        BUCKET: 'files',
        NOTES_ADDRESS: await notesAddress(),
        FILES_ADDRESS: `tcp://127.0.0.1:${await freePort()}`,
        PORT: '0',
      };
      for (const name of ['notes', 'files', 'gateway']) {
        const [child, address] = await startProcess(name, environment);
        processes.push(child);
        api = new Api(address);
      }
    });

    afterAll(async () => {
      for (const child of processes) {
        if (child.exitCode !== null) continue;
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await world.stop();
    });

    it('keeps notes of whoever calls the gateway', async () => {
      expect((await api.request('POST', '/notes', alice, { text: 'hers' })).json()).toEqual({
        owner: 'alice',
        text: 'hers',
      });
      await api.request('POST', '/notes', bob, { text: 'his' });
      expect((await api.get('/notes', alice)).json()).toEqual([{ owner: 'alice', text: 'hers' }]);
      expect((await api.get('/notes')).status).toBe(401);
    });

    it('forgets them by an event', async () => {
      expect((await api.request('DELETE', '/notes', alice)).status).toBe(202);
      const deadline = Date.now() + 20_000;
      let left: unknown;
      do left = (await api.get('/notes', alice)).json();
      while (Array.isArray(left) && left.length > 0 && Date.now() < deadline);
      expect(left).toEqual([]);
      expect((await api.get('/notes', bob)).json()).toEqual([{ owner: 'bob', text: 'his' }]);
    });

    it('writes to S3 as the end user, whose role decides where', async () => {
      const file = { name: 'a.txt', content: 'x' };
      const keys = await Promise.all(
        [alice, bob].map(async (tokens) => (await api.request('POST', '/files', tokens, file)).text),
      );
      expect(new Set(keys).size).toBe(2);
      expect(keys.every((key) => /^eu-west-1:[0-9a-f-]{36}\/a\.txt$/.test(key))).toBe(true);
      const others = await api.request('PUT', '/files', alice, { name: keys[1], content: 'not hers' });
      expect([others.status, others.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'aws_access_denied' }),
      ]);
      const own = await api.request('PUT', '/files', alice, { name: keys[0], content: 'hers' });
      expect(own.status).toBe(200);
    });
  });
}
