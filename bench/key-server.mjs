/** A key server in a process of its own, driven by the messages of its parent. */
import { createServer } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';

const HUGE_BYTES = 64 * 1024 * 1024;
const DRIP_MS = 100;

let keys = [];
let behaviour = 'keys';
let requests = 0;

/** How the server answers. */
const BEHAVIOURS = {
  keys: (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys }));
  },
  down: (response) => response.destroy(),
  huge: (response) => {
    response.setHeader('content-type', 'application/json');
    response.write('{"keys":[');
    const chunk = Buffer.alloc(64 * 1024, ' ');
    let written = 0;
    const more = () => {
      while (written < HUGE_BYTES) {
        written += chunk.length;
        if (!response.write(chunk)) return response.once('drain', more);
      }
      return response.end(']}');
    };
    more();
  },
  drip: (response) => {
    response.setHeader('content-type', 'application/json');
    const timer = setInterval(() => response.write(' '), DRIP_MS);
    response.once('close', () => clearInterval(timer));
  },
  html: (response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Sign in</title>');
  },
  redirect: (response) => {
    response.writeHead(302, { location: '/elsewhere/jwks.json' });
    response.end();
  },
};

const server = createServer((_request, response) => {
  requests += 1;
  BEHAVIOURS[behaviour](response);
});

process.on('message', ({ id, set = {} }) => {
  ({ keys = keys, behaviour = behaviour, requests = requests } = set);
  process.send({ id, requests });
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
