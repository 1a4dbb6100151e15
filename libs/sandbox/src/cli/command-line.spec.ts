import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Sandbox } from '../sandbox.js';
import { runCommandLine } from './command-line.js';

/** Runs the command until it has said something, then ends it. */
async function run(...args: string[]) {
  let [out, err] = ['', ''];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const exit = runCommandLine(args, {
    version: '1.2.3',
    ended,
    stdout: {
      write: (text) => {
        out += text;
        end();
      },
    },
    stderr: { write: (text) => (err += text) },
  });
  return { code: await exit, out, err };
}

describe('castellan-sandbox', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'castellan-sandbox-command-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('starts, says where, and ends with 0', async () => {
    const { code, out, err } = await run('--port', '0');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^castellan-sandbox 1\.2\.3 answers on http:\/\/127\.0\.0\.1:\d+\n/);
    expect(out).toContain('Nothing is kept. Ctrl-C ends it.');
  });

  it('runs what a file says, and keeps it in a folder', async () => {
    const file = path.join(folder, 'sandbox.json');
    writeFileSync(file, '{"port":0,"buckets":["documents"]}');
    const data = path.join(folder, 'data');
    expect(await run('--config', file, '--data', data)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Everything is kept in ${data}.`),
    });
  });

  it('shows help and version', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage:') });
    expect(await run('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
  });

  it('says in one line that the port is taken, and ends with 1', async () => {
    const sandbox = await Sandbox.start();
    const { port } = new URL(sandbox.url);
    expect(await run('--port', port)).toEqual({
      code: 1,
      out: '',
      err: `castellan-sandbox: Port ${port} on 127.0.0.1 is taken. Choose another by the option port, --port of the command, or 0 for any free one.\n`,
    });
    await sandbox.stop();
  });

  it.each([
    [['--port', 'http'], '--port: found "http". Write a number from 0 to 65535.'],
    [['--port', '70000'], '--port: found "70000".'],
    [['--config', ''], '--config: found nothing. Write a path.'],
    [['--config', '/nowhere.json'], '/nowhere.json: there is no such file.'],
    [['--config', '/'], '/: found a folder. Name a file.'],
    [['--verbose'], "Unknown option '--verbose'. There are --config FILE, --port N, --data FOLDER"],
    [['start'], "Unexpected argument 'start'. There are --config FILE"],
  ])('ends with 2 after %j', async (args, message) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('ends with 2 after a file with an option that there is not', async () => {
    const file = path.join(folder, 'wrong.json');
    writeFileSync(file, '{"port":0,"bucket":["documents"]}');
    expect(await run('--config', file)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/wrong\.json: bucket: found an option that does not exist\. .*"include"/),
    });
  });
});
