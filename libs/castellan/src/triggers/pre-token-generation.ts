import { buildTrigger } from './build-trigger.js';
import { firstOverrides, type IdTokenAnswer, laterOverrides, type TokenAnswer } from './token-changes.js';
import type {
  PreTokenGenerationV1Event,
  PreTokenGenerationV2Event,
  PreTokenGenerationV3Event,
} from './token-generation-event.js';
import type { TriggerAction, TriggerHandler } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

const SOURCE = 'TokenGeneration_';

/**
 * The pre token generation trigger with events of version `V1_0`: it changes claims of ID tokens, which are strings, and
 * groups. Claims that Cognito lets nobody change are refused, with an error in the function's log.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 *
 * @example
 * ```ts
 * import { preTokenGenerationV1 } from 'castellan/triggers';
 *
 * export const handler = preTokenGenerationV1(({ request }) => ({
 *   idToken: { claims: { tenant: request.userAttributes['custom:tenant'] }, suppress: ['phone_number'] },
 * }));
 * ```
 */
export function preTokenGenerationV1(
  action: TriggerAction<PreTokenGenerationV1Event, IdTokenAnswer | undefined>,
  options: TriggerOptions = {},
): TriggerHandler<PreTokenGenerationV1Event> {
  return buildTrigger(
    {
      builder: 'preTokenGenerationV1',
      source: SOURCE,
      versions: ['1'],
      respond: (answer, event) => ({
        claimsOverrideDetails: firstOverrides('preTokenGenerationV1(...)', answer, event),
      }),
    },
    action,
    options,
  );
}

/**
 * The pre token generation trigger with events of version `V2_0`: it changes claims of both tokens, which may be anything
 * that JSON has, scopes and groups.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 *
 * @example
 * ```ts
 * import { preTokenGenerationV2 } from 'castellan/triggers';
 *
 * export const handler = preTokenGenerationV2(({ request }) => ({
 *   accessToken: {
 *     claims: { tenant: request.userAttributes['custom:tenant'], level: 3 },
 *     addScopes: ['reports/read'],
 *   },
 * }));
 * ```
 */
export function preTokenGenerationV2(
  action: TriggerAction<PreTokenGenerationV2Event, TokenAnswer | undefined>,
  options: TriggerOptions = {},
): TriggerHandler<PreTokenGenerationV2Event> {
  return buildTrigger(
    {
      builder: 'preTokenGenerationV2',
      source: SOURCE,
      versions: ['2'],
      respond: (answer, event) => ({
        claimsAndScopeOverrideDetails: laterOverrides('preTokenGenerationV2(...)', answer, event),
      }),
    },
    action,
    options,
  );
}

/**
 * The pre token generation trigger with events of version `V3_0`: as {@link preTokenGenerationV2}, and for programs with
 * client credentials (`TokenGeneration_ClientCredentials`), which have an access token only.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 *
 * @example
 * ```ts
 * import { preTokenGenerationV3 } from 'castellan/triggers';
 *
 * declare function tenantOfClient(clientId: string): Promise<string>;
 *
 * export const handler = preTokenGenerationV3(async ({ triggerSource, callerContext }) =>
 *   triggerSource === 'TokenGeneration_ClientCredentials'
 *     ? { accessToken: { claims: { tenant: await tenantOfClient(callerContext.clientId) } } }
 *     : undefined,
 * );
 * ```
 */
export function preTokenGenerationV3(
  action: TriggerAction<PreTokenGenerationV3Event, TokenAnswer | undefined>,
  options: TriggerOptions = {},
): TriggerHandler<PreTokenGenerationV3Event> {
  return buildTrigger(
    {
      builder: 'preTokenGenerationV3',
      source: SOURCE,
      versions: ['3'],
      respond: (answer, event) => ({
        claimsAndScopeOverrideDetails: laterOverrides('preTokenGenerationV3(...)', answer, event),
      }),
    },
    action,
    options,
  );
}
