import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const HOST = '127.0.0.1';
const PATIENCE_MILLISECONDS = 120_000;

/**
 * How the message brokers are started: each on free ports of loopback, with a folder of its own for what it writes.
 * A broker listens when the port that `variable` gets to know accepts connections.
 */
export const BROKERS = [
  {
    name: 'redis-server',
    variable: 'CASTELLAN_BROKER_REDIS',
    args: ({ port, folder }) => ['--bind', HOST, '--port', port, '--save', '', '--dir', folder],
  },
  {
    name: 'nats-server',
    variable: 'CASTELLAN_BROKER_NATS',
    args: ({ port }) => ['--addr', HOST, '--port', port],
  },
  {
    name: 'mosquitto',
    variable: 'CASTELLAN_BROKER_MQTT',
    args: ({ port, folder }) => {
      const file = path.join(folder, 'mosquitto.conf');
      writeFileSync(file, `listener ${port} ${HOST}\nallow_anonymous true\npersistence false\n`);
      return ['-c', file];
    },
  },
  {
    name: 'rabbitmq-server',
    variable: 'CASTELLAN_BROKER_RABBITMQ',
    extraPorts: 2,
    args: () => [],
    environment: ({ port, folder, extraPorts: [distribution, epmd] }) => ({
      // The cookie of Erlang is kept there.
      HOME: folder,
      RABBITMQ_NODENAME: `castellan-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: HOST,
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      ERL_EPMD_ADDRESS: HOST,
      ERL_EPMD_PORT: String(epmd),
      RABBITMQ_MNESIA_BASE: path.join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: path.join(folder, 'log'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_CONFIG_FILE: path.join(folder, 'rabbitmq'),
      RABBITMQ_CONF_ENV_FILE: path.join(folder, 'rabbitmq-env.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'enabled_plugins'),
      RABBITMQ_PID_FILE: path.join(folder, 'pid'),
    }),
    // Debian's own command changes to another user; the package has the one behind it.
    commands: ['/usr/lib/rabbitmq/bin/rabbitmq-server', 'rabbitmq-server'],
  },
];

/** The command of a broker; `undefined` where it is not installed. */
export function commandOf({ name, commands = [name, `/usr/sbin/${name}`] }) {
  return commands.find((command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0);
}

/** Starts a broker and waits until it listens. */
export async function startBroker(broker) {
  const folder = mkdtempSync(path.join(tmpdir(), `castellan-${broker.name}-`));
  const [port, ...extraPorts] = await freePorts(1 + (broker.extraPorts ?? 0));
  const place = { port, extraPorts, folder };
  mkdirSync(path.join(folder, 'log'), { recursive: true });
  const child = spawn(commandOf(broker), broker.args(place).map(String), {
    cwd: folder,
    // A group of its own: some brokers are scripts that start others.
    detached: true,
    env: { ...process.env, ...broker.environment?.(place) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-4_000)));
  }
  const exit = new Promise((resolve) => child.once('exit', resolve));
  let isRunning = true;
  void exit.then(() => (isRunning = false));

  const stop = async () => {
    if (isRunning) signal(child.pid, 'SIGTERM');
    const forced = setTimeout(() => signal(child.pid, 'SIGKILL'), 20_000);
    await exit;
    clearTimeout(forced);
    // What it has left in its group, such as Erlang's port mapper.
    signal(child.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await accepts(port))) {
    if (isRunning && Date.now() < deadline) continue;
    await stop();
    throw new Error(`${broker.name} did not start.\n${output}`);
  }
  return { variable: broker.variable, port, stop };
}

function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch {
    // It has ended.
  }
}

/** Whether a port accepts connections; not at once where it does not. */
async function accepts(port) {
  const isOpen = await new Promise((resolve) => {
    const socket = connect(port, HOST, () => resolve(true));
    socket.once('error', () => resolve(false)).once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
  if (!isOpen) await new Promise((resolve) => setTimeout(resolve, 100));
  return isOpen;
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, HOST);
      await new Promise((resolve) => server.once('listening', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
