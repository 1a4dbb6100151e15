import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PoolUnderTest } from './pool-under-test.js';

/** The version that the differences in the conformance table are about. */
export const COGNITO_LOCAL = 'cognito-local@5.3.0';

/** It sends this code to everybody. */
const CODE = '123456';

/** Installs cognito-local outside of the workspace, of which it is no part, and starts it with a pool. */
export async function startCognitoLocalPool(): Promise<PoolUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-cognito-local-'));
  try {
    return await startIn(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string): Promise<PoolUnderTest> {
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['install', COGNITO_LOCAL, '--ignore-scripts', '--silent', '--no-audit', '--no-fund'], {
    cwd: folder,
  });
  mkdirSync(path.join(folder, '.cognito'));
  const defaults = { UserPoolDefaults: { UsernameAttributes: [] } };
  writeFileSync(path.join(folder, '.cognito/config.json'), JSON.stringify(defaults));
  const port = await freePort();
  const server = spawn(process.execPath, ['node_modules/cognito-local/lib/bin/start.js'], {
    cwd: folder,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), CODE },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const endpoint = `http://127.0.0.1:${port}`;
  const sdk = new CognitoIdentityProviderClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const stop = async () => {
    sdk.destroy();
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(`${endpoint}/health`);
    return { ...(await createPool(sdk)), sdk, codeOf: () => CODE, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function createPool(client: CognitoIdentityProviderClient) {
    const { UserPool } = await client.send(
      new CreateUserPoolCommand({
        PoolName: 'interop',
        AutoVerifiedAttributes: ['email'],
        MfaConfiguration: 'OPTIONAL',
      }),
    );
    const userPoolId = UserPool?.Id ?? '';
    const { UserPoolClient } = await client.send(
      new CreateUserPoolClientCommand({ UserPoolId: userPoolId, ClientName: 'web' }),
    );
    return {
      userPoolId,
      clientId: UserPoolClient?.ClientId ?? '',
      issuer: `${endpoint}/${userPoolId}`,
    };
  }
}

/** A port that was free a moment ago: the server has no way to choose one itself and say which. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits for the server, however slow the machine is. */
async function answering(url: string): Promise<void> {
  const giveUp = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    if (Date.now() > giveUp) throw new Error(`${url} does not answer.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
