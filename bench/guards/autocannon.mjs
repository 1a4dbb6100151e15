/** `node autocannon.mjs URL FILE SECONDS CONNECTIONS`: does and prints what `wrk.lua` does, where wrk is missing. */
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const [url, file, seconds, connections] = process.argv.slice(2);
const tokens = readFileSync(file, 'utf8').trimEnd().split('\n');
let sent = 0;
const setupRequest = (request) => {
  const token = tokens[sent++ % tokens.length];
  return token === '' ? request : { ...request, headers: { authorization: `Bearer ${token}` } };
};
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  requests: [{ method: 'GET', path: new URL(url).pathname, setupRequest }],
});
console.log(
  JSON.stringify({
    answered: result.requests.total,
    refused: result.non2xx,
    failed: result.errors,
    seconds: result.duration,
  }),
);
