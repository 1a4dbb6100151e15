import { CastellanError, type ErrorCode } from 'castellan/core';
import { createCastellan, type LambdaCastellan } from 'castellan/lambda';
import type { Demand, DoorAnswer, TestDoor } from './door.js';
import { ArticlePolicies, REQUIREMENTS } from './requirements.js';

/** What can be asked of a token alone. */
const DEMANDS = ['authenticated', 'editors', 'scope', 'gold', 'fresh'] as const satisfies readonly Demand[];
const METHOD = 'arn:aws:execute-api:eu-west-1:123456789012:api/stage/GET/articles';

type Authorizer = ReturnType<LambdaCastellan['authorizer']>;

/** A Lambda authorizer of API Gateway. What it answers has no place for a code, which its log and its error have. */
export function lambdaAuthorizerDoor(): TestDoor {
  let castellan: LambdaCastellan;
  let logged = '';
  const authorizers = new Map<string, Authorizer>();
  const note = (line: string): void => {
    logged = line;
  };
  return {
    name: 'Lambda authorizer',
    column: 'authorizer',
    demands: DEMANDS,
    challenges: false,
    async start(options) {
      const log = { debug: note, warn: note, error: note };
      castellan = createCastellan({ ...options, policies: [new ArticlePolicies()], log });
      await castellan.ready();
      for (const demand of DEMANDS)
        authorizers.set(demand, castellan.authorizer({ require: REQUIREMENTS[demand] }));
    },
    async ask({ token, demand }) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const event = { type: 'REQUEST', methodArn: METHOD, headers };
      try {
        const { policyDocument } = await authorizers.get(demand)!(event);
        const own = policyDocument.Statement[0]!.Effect;
        if (own === 'Allow') return { verdict: { code: 'accepted', status: 200 }, own };
        const code = logged.slice(0, logged.indexOf(':')) as ErrorCode;
        return { verdict: { code, status: 403 }, own };
      } catch (error) {
        return failure(error as Error);
      }
    },
    stop: () => castellan.close(),
  };
}

/** API Gateway answers `Unauthorized` with 401, and every other error with 500. */
function failure(error: Error): DoorAnswer {
  const refusal = error instanceof CastellanError ? error : error.cause;
  if (!(refusal instanceof CastellanError)) throw error;
  const own = error.message === 'Unauthorized' ? 'Unauthorized' : 'fails';
  return { verdict: { code: refusal.code, status: refusal.httpStatus }, own };
}
