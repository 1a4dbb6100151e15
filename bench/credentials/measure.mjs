import { IdentityPoolCredentials } from 'castellan/core';
import { interleaved } from '../rounds.mjs';
import { startAwsServer } from './aws-server-process.mjs';
import { createContenders, IDENTITY_POOL_ID } from './contenders.mjs';
import { createIdentities } from './identities.mjs';

/** What a cached credential costs, and a request to S3 that uses one, against the ways without castellan. */
export async function measureCredentials({ users, rounds, hits, requests }) {
  const aws = await startAwsServer();
  const credentials = new IdentityPoolCredentials({
    identityPool: { identityPoolId: IDENTITY_POOL_ID, endpoint: aws.endpoint },
  });
  const identities = await createIdentities(users);
  const { contenders, close } = createContenders({
    credentials,
    endpoint: aws.endpoint,
    providers: await optional('@aws-sdk/credential-providers'),
  });
  try {
    // Nobody's first request is measured.
    for (const identity of identities) await credentials.credentials(identity);
    const cached = await interleaved(
      { 'a cached credential': inTurn(identities, (identity) => credentials.credentials(identity)) },
      { rounds, operations: hits },
    );
    const medians = await interleaved(
      Object.fromEntries(Object.entries(contenders).map(([name, one]) => [name, inTurn(identities, one)])),
      { rounds, operations: requests },
    );
    const ofCastellan = medians.get('**castellan**');
    const calls = {};
    for (const [name, one] of Object.entries(contenders)) {
      await aws.counts();
      await inTurn(identities, one)(users);
      calls[name] = await aws.counts();
    }
    return {
      users,
      cachedMicroseconds: cached.get('a cached credential'),
      requests: [...medians].map(([contender, microseconds]) => ({
        contender,
        xCastellan: microseconds / ofCastellan,
        microseconds,
        callsEach: (calls[contender].GetId + calls[contender].GetCredentialsForIdentity) / users,
        connectionsEach: calls[contender].connections / users,
      })),
    };
  } finally {
    close();
    credentials.close();
    aws.close();
  }
}

function inTurn(identities, one) {
  return async (count) => {
    for (let index = 0; index < count; index += 1) await one(identities[index % identities.length]);
  };
}

/** `undefined` where it is not installed: then it is not among the contenders. */
async function optional(name) {
  try {
    return await import(name);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
