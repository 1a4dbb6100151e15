// oauth2-mock-server in a process of its own: it does not take objects of Jest's realm for objects.
import { OAuth2Server } from 'oauth2-mock-server';

const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
await server.start(0, '127.0.0.1');
const stranger = new OAuth2Server();
await stranger.issuer.keys.generate('RS256');
stranger.issuer.url = server.issuer.url;

process.on('message', async ({ claims, isForged }) => {
  const { issuer } = isForged ? stranger : server;
  const scopesOrTransform = (_header, payload) => {
    for (const [name, value] of Object.entries(claims)) {
      if (value === null) delete payload[name];
      else payload[name] = value;
    }
  };
  process.send({ token: await issuer.buildToken({ scopesOrTransform }) });
});
process.on('disconnect', () => process.exit());
process.send({ issuer: server.issuer.url, jwks: { keys: server.issuer.keys.toJSON() } });
