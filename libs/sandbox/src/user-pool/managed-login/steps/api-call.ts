import { createHmac } from 'node:crypto';

import type { PageContext } from '../page-context.js';

/** Calls an operation of the user pool's public API as the client whose pages these are. */
export const callApi = (
  { pools, client }: PageContext,
  operation: string,
  username: string,
  input: Readonly<Record<string, unknown>>,
): Promise<object> =>
  pools.call({
    operation,
    input: { ClientId: client.clientId, Username: username, ...input, ...secretHash(client, username) },
    headers: {},
  });

const secretHash = (
  { clientId, clientSecret }: PageContext['client'],
  username: string,
): { readonly SecretHash?: string } =>
  clientSecret === undefined
    ? {}
    : {
        SecretHash: createHmac('sha256', clientSecret)
          .update(username + clientId)
          .digest('base64'),
      };
