import { Controller, Get } from '@nestjs/common';
import {
  CastellanModule,
  CurrentUser,
  FederatedFrom,
  federatedFrom,
  not,
  Require,
  RouteTable,
  type UserPrincipal,
} from 'castellan';
import { createCastellan } from 'castellan/express';
import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const POOL = 'eu-west-1_FederFrom';

@Controller()
class ContactsController {
  @Get('google')
  @FederatedFrom('Google')
  google(@CurrentUser() { identities }: UserPrincipal) {
    return identities;
  }

  @Get('company')
  @FederatedFrom({ any: ['AcmeSaml'], exclusive: true })
  company() {
    return [];
  }

  @Get('own')
  @Require(not(federatedFrom('Google')))
  own() {
    return [];
  }
}

const identity = (providerName: string, primary: boolean) => ({
  userId: '1',
  providerName,
  providerType: providerName,
  issuer: null,
  primary: String(primary),
  dateCreated: '1700000000000',
});

/** Path, and the statuses for the callers below in their order. */
const EXPECTED: [string, number[]][] = [
  ['/google', [200, 200, 403, 403, 200, 403]],
  ['/company', [403, 403, 200, 403, 403, 403]],
  ['/own', [403, 403, 200, 200, 403, 403]],
];

function callers(tokens: TokenFactory): string[] {
  return [
    tokens.id({ identities: [identity('Google', true)] }),
    tokens.id({ identities: [identity('Google', false), identity('AcmeSaml', false)] }),
    tokens.id({ identities: [identity('AcmeSaml', true)] }),
    tokens.id({ identities: undefined }),
    tokens.access({ 'cognito:groups': [`${POOL}_Google`] }),
    tokens.access({ 'cognito:groups': ['Google'] }),
  ];
}

describe('a requirement on the identity provider', () => {
  let keyServer: KeyServer;
  let tokens: TokenFactory;
  let pool: { userPoolId: string; issuer: string; clientIds: string[]; tokenUse: null };

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('federated-from');
    keyServer.publish(POOL, [key.jwk]);
    const issuer = keyServer.issuer(POOL);
    tokens = new TokenFactory({ key, issuer, clientId: 'web' });
    pool = { userPoolId: POOL, issuer, clientIds: ['web'], tokenUse: null };
  });

  afterAll(async () => {
    await keyServer.stop();
  });

  const statusesOf = (url: string, path: string): Promise<number[]> =>
    Promise.all(
      callers(tokens).map(async (accessToken) => (await new Api(url).get(path, { accessToken })).status),
    );

  describe.each(PLATFORMS)('in Nest on %s', (platform) => {
    let listening: ListeningApp;

    beforeAll(async () => {
      listening = await listeningApp(platform, {
        imports: [CastellanModule.forRoot({ userPools: [pool] })],
        controllers: [ContactsController],
      });
    });

    afterAll(async () => {
      await listening.app.close();
    });

    it.each(EXPECTED)('lets pass who comes from there: %s', async (path, statuses) => {
      expect(await statusesOf(listening.url, path)).toEqual(statuses);
    });

    it('gives the identities to the handler', async () => {
      const [accessToken] = callers(tokens);
      const { text } = await new Api(listening.url).get('/google', { accessToken });
      expect(JSON.parse(text)).toEqual([
        { providerName: 'Google', providerType: 'Google', userId: '1', primary: true },
      ]);
    });

    it('stands in the table of routes', () => {
      const described = listening.app
        .get(RouteTable)
        .routes.map(({ route, requirement }) => [route, requirement]);
      expect(described).toContainEqual(['GET /google', 'federatedFrom(Google)']);
      expect(described).toContainEqual(['GET /company', 'federatedFrom(AcmeSaml; exclusively)']);
    });
  });

  describe('in Express', () => {
    let server: Server;
    let url: string;

    beforeAll(async () => {
      const castellan = createCastellan({ userPools: [pool] });
      const app = express();
      app.use(castellan.authenticate());
      const answer: express.RequestHandler = (_request, response) => {
        response.json([]);
      };
      app.get('/google', castellan.require(federatedFrom('Google')), answer);
      app.get('/company', castellan.require(federatedFrom({ any: ['AcmeSaml'], exclusive: true })), answer);
      app.get('/own', castellan.require(not(federatedFrom('Google'))), answer);
      app.use(castellan.errorHandler());
      server = app.listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterAll(async () => {
      await new Promise((resolve) => server.close(resolve));
    });

    it.each(EXPECTED)('lets pass who comes from there: %s', async (path, statuses) => {
      expect(await statusesOf(url, path)).toEqual(statuses);
    });
  });
});
