/**
 * `npm run test:brokers`: starts the message brokers that are installed, runs the scenarios that need them, and stops
 * them. One that is missing is named; with CI=true it fails. The last line is "N passed, N failed".
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BROKERS, commandOf, startBroker } from './brokers/broker.mjs';
import { ROOT, installed } from './workspace.mjs';

/** The scenarios that a broker is needed for. */
const SCENARIOS = {
  'redis-server': 'redis.broker',
  'nats-server': 'nats.broker',
  mosquitto: 'mqtt.broker',
  'rabbitmq-server': 'rabbitmq.broker',
};

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const isRequired = process.env.CI === 'true';
const missing = BROKERS.filter((broker) => commandOf(broker) === undefined);
const running = [];
let passed = 0;
let failed = isRequired ? missing.length : 0;

for (const { name } of missing) {
  console.log(`${isRequired ? 'FAIL' : 'skip'} ${name} is not installed, so ${SCENARIOS[name]} is not run`);
}
for (const broker of BROKERS.filter((one) => !missing.includes(one))) {
  try {
    running.push({ ...(await startBroker(broker)), scenario: SCENARIOS[broker.name] });
    console.log(`ok   ${broker.name} listens on port ${running.at(-1).port}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${error.message}`);
  }
}

try {
  if (running.length > 0) await runScenarios();
} finally {
  await Promise.all(running.map(({ stop }) => stop()));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function runScenarios() {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-brokers-'));
  const report = path.join(folder, 'jest.json');
  const only = process.argv.slice(2);
  const scenarios = only.length > 0 ? only : running.map(({ scenario }) => scenario.replace('.', '[.]'));
  // Not synchronously: what the brokers say has to be read meanwhile.
  const jest = spawn(
    installed('jest'),
    ['--config', 'jest.brokers.config.mjs', '--json', `--outputFile=${report}`, ...scenarios],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...Object.fromEntries(running.map(({ variable, port }) => [variable, String(port)])),
      },
    },
  );
  await new Promise((resolve) => jest.once('exit', resolve));
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'));
    passed += results.numPassedTests;
    failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  } catch {
    failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}
