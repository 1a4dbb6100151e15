import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Sandbox } from 'castellan-sandbox';
import { AppModule } from './app.module.js';

const PASSWORD = 'Correct-horse-1';

/** A Cognito on this machine. In production the options name user pools of AWS. */
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
const userPools = sandbox.describe().userPools.map(({ userPoolId, issuer }) => ({
  userPoolId,
  issuer,
  clientIds: ['web_client'],
  tokenUse: 'access' as const,
}));
const app = await NestFactory.create(AppModule.with({ userPools }), { logger: ['warn', 'error'] });
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
process.stdout.write(
  `The articles are at ${await app.getUrl()}/graphql, their Cognito at ${sandbox.url}. ` +
    `ann, bob and cleo have the password ${PASSWORD}.\n`,
);
