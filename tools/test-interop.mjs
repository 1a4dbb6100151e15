/**
 * `npm run test:interop`: installs cognito-local, an emulator of others, into a folder of its own, starts it, and runs the
 * scenarios named `*.interop.ts` against it. The last line is "N passed, N failed".
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { conclude, runJest } from './run-jest.mjs';
import { ROOT, run } from './workspace.mjs';

const VERSION = '5.3.0';
const HOST = '127.0.0.1';
const CODE = '123456';
const PATIENCE_MILLISECONDS = 120_000;
const installation = path.join(ROOT, 'node_modules', '.cache', 'castellan', `cognito-local-${VERSION}`);
const program = path.join(installation, 'node_modules', 'cognito-local', 'lib', 'bin', 'start.js');

if (!existsSync(program)) install();
const folder = mkdtempSync(path.join(tmpdir(), 'castellan-interop-'));
const { url, stop } = await start();
try {
  const { passed, failed } = await runJest(
    ['--config', 'jest.interop.config.mjs', ...process.argv.slice(2)],
    {
      CASTELLAN_COGNITO_LOCAL: url,
      CASTELLAN_COGNITO_LOCAL_CODE: CODE,
    },
  );
  await stop();
  conclude(passed, failed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install() {
  console.log(`Installing cognito-local ${VERSION} ...`);
  mkdirSync(installation, { recursive: true });
  writeFileSync(path.join(installation, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (run('npm', ['install', ...options, `cognito-local@${VERSION}`], { cwd: installation }) === 0) return;
  console.log('FAIL cognito-local could not be installed');
  conclude(0, 1);
}

async function start() {
  const port = await freePort();
  const address = `http://${HOST}:${port}`;
  const configuration = {
    ServerConfig: { hostname: HOST, port },
    TokenConfig: { IssuerDomain: address },
    UserPoolDefaults: { UsernameAttributes: [] },
  };
  mkdirSync(path.join(folder, '.cognito'));
  writeFileSync(path.join(folder, '.cognito', 'config.json'), JSON.stringify(configuration));
  const server = spawn(process.execPath, [program], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, PORT: String(port), HOST, CODE },
  });
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await answers(address))) {
    if (Date.now() > deadline || server.exitCode !== null) {
      server.kill();
      console.log('FAIL cognito-local does not start');
      conclude(0, 1);
    }
    await sleep(200);
  }
  return {
    url: address,
    async stop() {
      server.kill();
      await once(server, 'exit');
    },
  };
}

function answers(address) {
  return fetch(`${address}/health`).then(
    () => true,
    () => false,
  );
}

async function freePort() {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
