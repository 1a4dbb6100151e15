/** The server of one door, in a process of its own, driven by its parent. */
import 'reflect-metadata';
import { SERVERS } from './servers.mjs';

process.once('message', async ({ door, guarded, jwks }) => {
  process.send({ port: await SERVERS[door]({ guarded, jwks }) });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuMicroseconds: user + system });
  });
});
process.on('disconnect', () => process.exit());
