import { createSigningKey, makeToken } from '../tokens.mjs';

const REQUESTS = 1_000;

/** How many fetches it takes to serve requests that come all at once before any key is known. */
export async function measureColdStart(create, server) {
  const key = createSigningKey();
  await server.publish(key);
  const tokens = Array.from({ length: 50 }, () => makeToken(key, server));
  const verify = create(server);
  const verdicts = await Promise.allSettled(
    Array.from({ length: REQUESTS }, (_, index) => verify(tokens[index % tokens.length])),
  );
  return {
    requests: REQUESTS,
    fetches: await server.requests(),
    served: verdicts.filter(({ status }) => status === 'fulfilled').length / REQUESTS,
  };
}
