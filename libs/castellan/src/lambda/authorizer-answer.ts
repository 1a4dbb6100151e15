import { ConfigurationError } from '../errors/index.js';
import type { Principal } from '../tokens/index.js';

/** What handlers behind an authorizer are told about the caller. Flat, as API Gateway wants it, and without the token. */
export type AuthorizerContext = Readonly<Record<string, string | number | boolean>>;

/** The answer of an authorizer with an IAM policy: REST, WebSocket and HTTP APIs. */
export interface PolicyAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: {
      readonly Action: 'execute-api:Invoke';
      readonly Effect: 'Allow' | 'Deny';
      readonly Resource: string;
    }[];
  };
  readonly context: AuthorizerContext;
}

/** The simple answer of an authorizer of an HTTP API. */
export interface SimpleAnswer {
  readonly isAuthorized: boolean;
  readonly context: AuthorizerContext;
}

/** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/...`. What follows the stage is partly what the client wrote. */
const STAGE_OF_ARN = /^(arn:[\w-]+:execute-api:[\w-]+:\d{12}:\w+\/(?:[\w$-]+))\//;

/**
 * The policy covers every method and resource of the stage. API Gateway keeps it for the token, and asks it about
 * every request with that token to whatever this authorizer is for: one that names the first method only would close
 * the others. Nothing of the path goes in, since a `*` of a client's would be a wildcard.
 */
export function policyAnswer(
  effect: 'Allow' | 'Deny',
  arn: unknown,
  caller: Principal | undefined,
): PolicyAnswer {
  const stage = typeof arn === 'string' ? STAGE_OF_ARN.exec(arn)?.[1] : undefined;
  if (stage === undefined) {
    throw new ConfigurationError(
      'The event of the authorizer has no methodArn or routeArn of API Gateway. Use this function as a Lambda authorizer.',
    );
  }
  return {
    principalId: caller?.sub ?? 'anonymous',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${stage}/*` }],
    },
    context: effect === 'Allow' ? contextOf(caller) : {},
  };
}

export function contextOf(caller: Principal | undefined): AuthorizerContext {
  if (caller === undefined) return {};
  const { kind, sub, pool, clientId, tokenUse, expiresAt } = caller;
  return { kind, sub, pool, clientId, tokenUse, expiresAt };
}
