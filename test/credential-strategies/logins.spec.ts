import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { Controller, Get } from '@nestjs/common';
import { Authenticated, AwsClient, CastellanModule, IdentityId } from 'castellan';
import { Sandbox } from 'castellan-sandbox';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { signIn } from '../support/sign-in.js';

const PASSWORD = 'Correct-horse-1';
const ROLE = 'arn:aws:iam::123456789012:role/caller';
const IDENTITY_POOL = 'eu-west-1:00000000-1111-2222-3333-777777777777';

/** The tokens that the application keeps of its users' other sign-ins. */
const partnerTokens = new Map<string, string>();

describe.each(PLATFORMS)('several logins at once on %s', (platform) => {
  let sandbox: Sandbox;
  let listening: ListeningApp;
  let alice: Required<Tokens>;

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      userPools: ['Members01', 'Partner01'].map((name) => ({
        userPoolId: `eu-west-1_${name}`,
        clients: [{ name: 'web', clientId: `${name}_client` }],
        users: [{ username: 'alice', password: PASSWORD }],
      })),
      identityPools: [
        {
          identityPoolId: IDENTITY_POOL,
          providers: ['Members01', 'Partner01'].map((name) => ({
            providerName: `eu-west-1_${name}`,
            clientId: `${name}_client`,
          })),
          roles: { authenticated: ROLE },
        },
      ],
      roles: [{ roleArn: ROLE, policies: [] }],
    });
    const [members, partner] = sandbox.userPools.map(({ issuer }) => issuer) as [string, string];
    @Controller()
    @Authenticated()
    class Routes {
      @Get()
      async who(@AwsClient(STSClient, { endpoint: sandbox.url }) sts: STSClient, @IdentityId() id: string) {
        const { Arn } = await sts.send(new GetCallerIdentityCommand());
        return { id, arn: Arn };
      }
    }
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [
            {
              userPoolId: 'eu-west-1_Members01',
              issuer: members,
              clientIds: ['Members01_client'],
              tokenUse: 'access',
            },
          ],
          identityPool: {
            identityPoolId: IDENTITY_POOL,
            endpoint: sandbox.url,
            timeoutMilliseconds: 60_000,
            logins: ({ user }) => {
              const token = partnerTokens.get(user.username);
              return token === undefined ? {} : { [partner.replace(/^https?:\/\//, '')]: token };
            },
          },
        }),
      ],
      controllers: [Routes],
    });
    alice = await signIn(sandbox.url, 'Members01_client', 'alice', PASSWORD);
  });

  afterAll(async () => {
    partnerTokens.clear();
    await listening.app.close();
    await sandbox.stop();
  });

  it('are one identity, which stays the same where one of them is left out', async () => {
    const api = new Api(listening.url);
    const { idToken } = await signIn(sandbox.url, 'Partner01_client', 'alice', PASSWORD);
    partnerTokens.set('alice', idToken!);
    const both = await api.get('/', alice);
    partnerTokens.clear();
    const one = await api.get('/', alice);

    expect([both.status, one.status]).toEqual([200, 200]);
    expect(both.json()).toEqual(one.json());
    expect(sandbox.identityPoolCalls.count('GetId')).toBe(1);
    expect(sandbox.identityPoolCalls.count('GetCredentialsForIdentity')).toBe(2);
  });

  it('are refused where AWS takes one of them for forged, and nothing of it shows', async () => {
    const { idToken } = await signIn(sandbox.url, 'Partner01_client', 'alice', PASSWORD);
    const forged = `${idToken!.slice(0, -8)}AAAAAAAA`;
    partnerTokens.set('alice', forged);
    const answer = await new Api(listening.url).get('/', alice);

    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([
      401,
      'token_signature_invalid',
    ]);
    expect(answer.text).not.toContain(forged.slice(0, 20));
  });
});
