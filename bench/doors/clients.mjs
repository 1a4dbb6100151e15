/** How calls come through each door. Each gives how to call once with a token; a bad answer is an error. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { Metadata } from '@grpc/grpc-js';
import { ClientGrpcProxy, ClientTCP } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import WebSocket from 'ws';
import { PROTO } from './servers.mjs';

const HOST = '127.0.0.1';
const bearer = (token) => ({ authorization: `Bearer ${token}` });

function httpClient(port, { method, path, body }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const call = (token) =>
    new Promise((resolve, reject) => {
      const headers = { ...bearer(token), ...(body && { 'content-type': 'application/json' }) };
      const asked = request({ host: HOST, port, agent, method, path, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.on('end', () =>
          response.statusCode === 200 && text.includes('Welcome')
            ? resolve()
            : reject(new Error(`${response.statusCode}: ${text}`)),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
  return { call, close: () => agent.destroy() };
}

export const CLIENTS = {
  http: (port) => httpClient(port, { method: 'GET', path: '/articles' }),

  graphql: (port) =>
    httpClient(port, { method: 'POST', path: '/graphql', body: JSON.stringify({ query: '{ list }' }) }),

  /** One connection for each token; a message is answered in the order in which it was sent. */
  ws: async (port, tokens) => {
    const connections = new Map();
    for (const token of tokens.slice(0, 16)) {
      const socket = new WebSocket(`ws://${HOST}:${port}`, { headers: bearer(token) });
      const waiting = [];
      socket.on('message', (data) => {
        const { resolve, reject } = waiting.shift();
        if (String(data).includes('Welcome')) resolve();
        else reject(new Error(String(data)));
      });
      await once(socket, 'open');
      connections.set(connections.size, { socket, waiting });
    }
    let sent = 0;
    return {
      call: () =>
        new Promise((resolve, reject) => {
          const { socket, waiting } = connections.get((sent += 1) % connections.size);
          waiting.push({ resolve, reject });
          socket.send('{"event":"list"}');
        }),
      close: () => {
        for (const { socket } of connections.values()) socket.terminate();
      },
    };
  },

  tcp: (port) => {
    const client = new ClientTCP({ host: HOST, port });
    client.setOnDispatchHook((packet) => {
      packet.metadata = bearer(packet.data);
      packet.data = {};
    });
    return { call: (token) => lastValueFrom(client.send('list', token)), close: () => client.close() };
  },

  grpc: (port) => {
    const client = new ClientGrpcProxy({ url: `${HOST}:${port}`, package: 'bench', protoPath: PROTO });
    const service = client.getService('Articles');
    const call = (token) => {
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${token}`);
      return lastValueFrom(service.list({}, metadata));
    };
    return { call, close: () => client.close() };
  },
};
