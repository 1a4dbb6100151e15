import type { CheckedOptions } from '../checked-options.js';
import type { SandboxState } from './state.js';

/**
 * The options with everything that was made at random the last time: IDs, client secrets and access keys. What the
 * options name themselves stays.
 */
export function withKeptNames(options: CheckedOptions, state: SandboxState | undefined): CheckedOptions {
  if (state === undefined) return options;
  return {
    ...options,
    administrator: options.administrator ?? state.administrator,
    iamUsers: options.iamUsers.map((user) => {
      const kept = state.iamUsers.find(({ userName }) => userName === user.userName);
      return kept === undefined ? user : { ...kept, ...user };
    }),
    userPools: options.userPools.map((pool, index) => {
      const kept = pool.userPoolId ?? state.userPools[index]?.userPoolId;
      const clients = state.userPools.find(({ userPoolId }) => userPoolId === kept)?.clients ?? [];
      return {
        ...pool,
        ...(kept !== undefined && { userPoolId: kept }),
        clients: pool.clients.map((client) => {
          const before = clients.find(({ name }) => name === client.name);
          if (before === undefined) return client;
          const { clientId = before.clientId, clientSecret } = client;
          const secret = clientSecret === true ? (before.clientSecret ?? true) : clientSecret;
          return { ...client, clientId, ...(secret !== undefined && { clientSecret: secret }) };
        }),
      };
    }),
    identityPools: options.identityPools.map((pool, index) => ({
      ...pool,
      identityPoolId: pool.identityPoolId ?? state.identityPools.configured[index] ?? undefined,
    })) as CheckedOptions['identityPools'],
  };
}
