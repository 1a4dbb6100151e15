import { secretHash } from '../../app-client.js';
import type { PageContext } from '../page-context.js';

type Input = Readonly<Record<string, unknown>>;

/** Calls an operation of the user pool's public API. */
export const callApi = ({ pools }: PageContext, operation: string, input: Input): Promise<object> =>
  pools.call({ operation, input, headers: {} });

/** The same for an operation about a user, as the client whose pages these are. */
export function callApiFor(
  context: PageContext,
  operation: string,
  username: string,
  input: Input = {},
): Promise<object> {
  const { client } = context;
  const hash = secretHash(client, username);
  return callApi(context, operation, {
    ...{ ClientId: client.clientId, Username: username, ...input },
    ...(hash !== undefined && { SecretHash: hash }),
  });
}
