import { CognitoIdentityClient, GetIdCommand } from '@aws-sdk/client-cognito-identity';
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { SandboxDescription } from 'castellan-sandbox';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The built command: the build runs before the tests. */
const MAIN = path.resolve(__dirname, '../../libs/sandbox/dist/cli/main.js');
const KILLS = 2;

describe('the castellan-sandbox command', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-sandbox-'));
  const children: ChildProcess[] = [];
  const clients: { destroy(): void }[] = [];
  afterAll(() => {
    for (const client of clients) client.destroy();
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the command in a process of its own, until it says where it answers. */
  async function start(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' });
    children.push(child);
    let output = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      output += chunk.toString();
      const [, url] = /answers on (\S+)\n[^]*Ctrl-C/.exec(output) ?? [];
      if (url !== undefined) return { child, url };
    }
    throw new Error(`The command ended: ${output}`);
  }
  const ended = async (child: ChildProcess, signal: NodeJS.Signals) => {
    const exit = once(child, 'exit');
    child.kill(signal);
    return (await exit) as unknown[];
  };
  const describeAt = async (url: string) =>
    (await (await fetch(`${url}/sandbox`)).json()) as SandboxDescription;
  const usersAt = (endpoint: string) => {
    const client = new CognitoIdentityProviderClient({ endpoint, region: 'eu-west-1', maxAttempts: 1 });
    clients.push(client);
    return client;
  };

  it('runs alone, with something to try', async () => {
    const { child, url } = await start('--port', '0');
    const { userPools, identityPools } = await describeAt(url);
    const [pool] = userPools;
    const { AuthenticationResult } = await usersAt(url).send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: pool!.clients[0]!.clientId,
        AuthParameters: { USERNAME: 'alice', PASSWORD: pool!.users[0]!.password },
      }),
    );
    const identities = new CognitoIdentityClient({ endpoint: url, region: 'eu-west-1' });
    clients.push(identities);
    const { IdentityId } = await identities.send(
      new GetIdCommand({
        IdentityPoolId: identityPools[0]!.identityPoolId,
        Logins: { [pool!.issuer.replace('http://', '')]: AuthenticationResult!.IdToken! },
      }),
    );
    expect(IdentityId).toMatch(/^eu-west-1:/);
    expect(await ended(child, 'SIGINT')).toEqual([0, null]);
  });

  it('ends by SIGTERM while requests are open', async () => {
    const { child, url } = await start('--port', '0');
    const fault = { method: 'PUT', body: '{"connection":"hang"}' };
    await fetch(`${url}/sandbox/faults/GetId`, fault);
    const hanging = fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityService.GetId' },
      body: '{}',
    });
    const outcome = hanging.catch((error: unknown) => error);
    while (((await (await fetch(`${url}/sandbox/calls`)).json()) as object[]).length === 0);
    expect(await ended(child, 'SIGTERM')).toEqual([0, null]);
    expect(await outcome).toMatchObject({ message: 'fetch failed' });
  });

  it('says what is wrong in one line, and by its exit code', async () => {
    const { url } = await start('--port', '0');
    const fails = async (...args: string[]) => {
      const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' });
      let error = '';
      child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number];
      return { code, lines: error.trim().split('\n') };
    };
    const { port } = new URL(url);
    expect(await fails('--port', port)).toEqual({
      code: 1,
      lines: [expect.stringContaining(`Port ${port} on 127.0.0.1 is taken.`)],
    });
    expect(await fails('--prot', port)).toEqual({ code: 2, lines: [expect.stringContaining('--prot')] });
    const file = path.join(folder, 'wrong.json');
    writeFileSync(file, '{"userPools":[{"clients":[{"name":"web","secret":"x"}]}]}');
    expect(await fails('--config', file)).toEqual({
      code: 2,
      lines: [expect.stringContaining('userPools[0].clients[0].secret: found an option that does not exist')],
    });
  });

  it('loses nothing that it has written, however often it is killed', async () => {
    const data = path.join(folder, 'data');
    const state = path.join(data, 'state.json');
    const safe: string[] = [];
    for (let round = 0; round < KILLS; round++) {
      const { child, url } = await start('--port', '0', '--data', data);
      const users = usersAt(url);
      const signUp = (Username: string) =>
        users.send(new SignUpCommand({ ClientId: 'web_client', Username, Password: 'Passw0rd!' }));
      for (const name of safe) {
        await expect(signUp(name)).rejects.toMatchObject({ name: 'UsernameExistsException' });
      }
      await signUp(`user-${round}`);
      while (!readFileSync(state, 'utf8').includes(`"user-${round}"`)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      safe.push(`user-${round}`);
      // It is killed while it takes and writes more.
      const more = Array.from({ length: 40 }, (_, index) => signUp(`more-${round}-${index}`));
      await Promise.race(more);
      await ended(child, 'SIGKILL');
      await Promise.allSettled(more);
    }
    const { child, url } = await start('--port', '0', '--data', data);
    expect((await describeAt(url)).userPools[0]!.users).toHaveLength(2);
    await ended(child, 'SIGINT');
    expect(readdirSync(data).sort()).toEqual(['objects', 'state.json']);
  });
});
