import { Sandbox } from 'castellan-sandbox';
import { createApp } from './app.js';

const PASSWORD = 'Correct-horse-1';

/** A Cognito on this machine. In production these options name user pools of AWS. */
const sandbox = await Sandbox.start({
  userPools: [
    {
      userPoolId: 'eu-west-1_Articles',
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
const { app } = createApp({
  userPools: userPools.map(({ userPoolId, issuer }) => ({
    userPoolId,
    issuer,
    clientIds: ['web_client'],
    tokenUse: 'access',
  })),
});
const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? '') : '';
  process.stdout.write(
    `The articles are at http://127.0.0.1:${port}, their Cognito at ${sandbox.url}. ` +
      `ann, bob and cleo have the password ${PASSWORD}.\n`,
  );
});
