import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Sandbox } from '../sandbox.js';
import { readConfigFile } from './config-file.js';

describe('the configuration in the documentation', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-sandbox-documented-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('starts a sandbox with the users of its seed file', async () => {
    const page = readFileSync(path.join(process.cwd(), 'docs/sandbox.md'), 'utf8');
    const [file = '', seeds = ''] = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, json]) => json);
    mkdirSync(path.join(folder, 'seeds'));
    writeFileSync(path.join(folder, 'sandbox.json'), file);
    writeFileSync(path.join(folder, 'seeds/users.json'), seeds);
    const sandbox = await Sandbox.start({ ...readConfigFile(path.join(folder, 'sandbox.json')), port: 0 });
    await sandbox.stop();
    expect(sandbox.userPools[0]?.users.map(({ username }) => username)).toEqual(['alice']);
    expect(readFileSync(path.join(folder, '.sandbox/state.json'), 'utf8')).toContain('"alice"');
  });
});
