import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Sandbox } from 'castellan-sandbox';
import { createApp } from './app.js';

const PASSWORD = 'Correct-horse-1';

/** Starts the articles and a Cognito on this machine. In production the options name user pools of AWS. */
export async function start(ports: { readonly articles: number; readonly cognito: number }) {
  const sandbox = await Sandbox.start({
    port: ports.cognito,
    userPools: [
      {
        userPoolId: 'eu-west-1_Articles1',
        clients: [{ name: 'web', clientId: 'web_client' }],
        groups: [{ groupName: 'editors' }, { groupName: 'admins' }],
        users: [
          { username: 'ann', password: PASSWORD, groups: ['editors'] },
          { username: 'bob', password: PASSWORD, groups: ['editors'] },
          { username: 'cleo', password: PASSWORD, groups: ['admins'] },
        ],
      },
    ],
  });
  const { userPools } = sandbox.describe();
  const running = createApp({
    userPools: userPools.map(({ userPoolId, issuer }) => ({
      userPoolId,
      issuer,
      clientIds: ['web_client'],
      tokenUse: 'access',
    })),
  });
  const server = running.app.listen(ports.articles, '127.0.0.1');
  await once(server, 'listening');
  return {
    articles: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cognito: sandbox.url,
    async stop(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await running.close();
      await sandbox.stop();
    },
  };
}
