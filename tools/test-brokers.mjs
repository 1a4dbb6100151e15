/**
 * `npm run test:brokers`: starts the message brokers that are installed, runs the scenarios that need them, and stops
 * them. One that is missing is named; with CI=true it fails. The last line is "N passed, N failed".
 */
import { BROKERS, commandOf, startBroker } from './brokers/broker.mjs';
import { conclude, runJest } from './run-jest.mjs';

/** The scenarios that a broker is needed for. */
const SCENARIOS = {
  'redis-server': 'redis.broker',
  'nats-server': 'nats.broker',
  mosquitto: 'mqtt.broker',
  'rabbitmq-server': 'rabbitmq.broker',
};

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
conclude(passed, failed);

async function runScenarios() {
  const only = process.argv.slice(2);
  const scenarios = only.length > 0 ? only : running.map(({ scenario }) => scenario.replace('.', '[.]'));
  const ports = Object.fromEntries(running.map(({ variable, port }) => [variable, String(port)]));
  const counts = await runJest(['--config', 'jest.brokers.config.mjs'], {
    only: scenarios,
    environment: ports,
  });
  passed += counts.passed;
  failed += counts.failed;
}
