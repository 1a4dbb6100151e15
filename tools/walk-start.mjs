/**
 * Proves `npm start`: starts it on free ports, pastes the commands it prints into a shell, walks the whole path
 * against it, ends it with Ctrl-C, and starts it on a taken port. The last line is "N passed, N failed".
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, installed } from './workspace.mjs';

const PATIENCE_MILLISECONDS = 300_000;
let passed = 0;
let failed = 0;

function check(name, ok, detail = '') {
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}${ok || detail === '' ? '' : `\n${detail}`}`);
}

const npmStart = (environment) => start('npm', ['start', '--silent'], environment);

/** Runs a command in a process group of its own, as a terminal does, so that Ctrl-C reaches all of it. */
function start(command, args, environment) {
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  }
  const exit = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const deadline = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), PATIENCE_MILLISECONDS);
  void exit.then(() => clearTimeout(deadline));
  return { child, output, exit };
}

async function untilPrinted({ output, exit }, text) {
  let running = true;
  void exit.then(() => (running = false));
  while (running && !output.stdout.includes(text)) await new Promise((resolve) => setTimeout(resolve, 50));
}

function walk(appUrl, sandboxUrl) {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-walk-'));
  const report = path.join(folder, 'jest.json');
  spawnSync(
    installed('jest'),
    ['--selectProjects', 'scenarios', '--json', `--outputFile=${report}`, 'test/walk'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, WALK_APP_URL: appUrl, WALK_SANDBOX_URL: sandboxUrl },
    },
  );
  const results = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  passed += results.numPassedTests;
  failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
}

/** What a newcomer would paste, the headings included, into one shell. */
function paste(printed) {
  const lines = printed
    .slice(printed.indexOf('# 1.'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('#') || line.includes('curl'));
  const commands = lines.filter((line) => !line.startsWith('#'));
  check('npm start prints four curl lines', commands.length === 4, printed);
  check(
    'no heading has a quote, which zsh would take for the start of a string',
    !lines.some((line) => /^#.*['"`]/.test(line)),
  );
  const script = lines
    .flatMap((line) => (line.startsWith('#') ? [line] : [line, 'echo "--- $?"']))
    .join('\n');
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  const answers = stdout.split(/^--- 0$/m).map((answer) => answer.trim());
  const everything = `${stdout}\n${stderr}`;
  check('the first line signs alice in', answers[0] === '', everything);
  check('the second creates a document', /"title":"Minutes"/.test(answers[1] ?? ''), everything);
  check(
    "the third puts and lists alice's file",
    /"name":"hello.txt","size":6/.test(answers[2] ?? ''),
    everything,
  );
  check('the fourth reads the report', /"requestedBy":"machine"/.test(answers[3] ?? ''), everything);
}

const started = npmStart({ PORT: '0', SANDBOX_PORT: '0' });
const startedAt = performance.now();
await untilPrinted(started, 'Ctrl-C');
console.log(`npm start was ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
const [, appUrl] = /sample app +(\S+)/.exec(started.output.stdout) ?? [];
const [, sandboxUrl] = /The sandbox, a Cognito +(\S+)/.exec(started.output.stdout) ?? [];
check(
  'npm start says where it listens',
  appUrl !== undefined && sandboxUrl !== undefined,
  started.output.stderr,
);

if (appUrl !== undefined && sandboxUrl !== undefined) {
  walk(appUrl, sandboxUrl);
  paste(started.output.stdout);
  const page = await (await fetch(appUrl)).text();
  check(
    'the page is served, with its script',
    page.includes('<h1>Documents</h1>') && page.includes('/page.js'),
    page,
  );
  process.kill(-started.child.pid, 'SIGINT');
  await started.exit;
  check('Ctrl-C says nothing', started.output.stderr === '', started.output.stderr);
  for (const url of [appUrl, sandboxUrl]) {
    const answer = await fetch(url).catch(() => 'closed');
    check(`nothing listens at ${url} any more`, answer === 'closed');
  }
}

// npm itself ends by the signal, so the exit code is that of the process behind it.
const direct = start(process.execPath, ['tools/start.mjs'], { PORT: '0', SANDBOX_PORT: '0' });
await untilPrinted(direct, 'Ctrl-C');
process.kill(direct.child.pid, 'SIGINT');
const directCode = await direct.exit;
check('the process ends with exit code 0', directCode === 0, `exit: ${directCode}\n${direct.output.stderr}`);

const occupied = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => occupied.once('listening', resolve));
const { port } = occupied.address();
for (const variable of ['PORT', 'SANDBOX_PORT']) {
  const refused = npmStart({ PORT: '0', SANDBOX_PORT: '0', [variable]: String(port) });
  const code = await refused.exit;
  const lines = refused.output.stderr.trim().split('\n');
  const ok =
    code === 1 &&
    lines.length === 1 &&
    lines[0].includes(`Port ${port} is already in use`) &&
    lines[0].includes(variable);
  check(
    `a taken ${variable} is one clear line and exit code 1`,
    ok,
    `exit: ${code}\n${refused.output.stderr}`,
  );
}
occupied.close();

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
