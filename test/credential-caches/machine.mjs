// One machine of several: it verifies the tokens it is sent, and gets credentials for all of them at once.
import { IdentityPoolCredentials, TokenVerifier, VerifiedIdentity } from 'castellan/core';
import { RedisCredentialsStore } from 'castellan/redis';

process.once('message', ({ userPools, identityPool, redis, secret, tokens }) => {
  run({ userPools, identityPool, redis, secret, tokens }).then(
    (outcome) => process.send({ outcome }, () => process.disconnect()),
    (error) => process.send({ error: String(error?.stack ?? error) }, () => process.exit(1)),
  );
});

async function run({ userPools, identityPool, redis, secret, tokens }) {
  const verifier = new TokenVerifier({ userPools });
  const store = new RedisCredentialsStore({ client: redis });
  let outages = 0;
  const shared = { store, secrets: [secret], timeoutMilliseconds: 5_000, onError: () => (outages += 1) };
  const credentials = new IdentityPoolCredentials({ identityPool: { ...identityPool, shared } });
  await credentials.open();
  const identities = await Promise.all(
    tokens.map(
      async (token) => new VerifiedIdentity(token, await verifier.verify(token, { tokenUse: 'id' })),
    ),
  );
  const got = await Promise.all(identities.map((identity) => credentials.credentials(identity)));
  const { counters } = credentials.health;
  credentials.close();
  return { keys: got.map(({ accessKeyId }) => accessKeyId), counters, outages };
}
