import { buildTrigger } from './build-trigger.js';
import { checkedMembers, isRecord } from './answer-checks.js';
import type { StringMap, TriggerAction, TriggerEvent, TriggerHandler } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** Another identity provider has signed somebody in, and what it says is about to become attributes. */
export type InboundFederationEvent = TriggerEvent<
  'InboundFederation_ExternalProvider',
  {
    readonly providerName: string;
    readonly providerType: 'OIDC' | 'SAML' | 'Facebook' | 'Google' | 'SignInWithApple' | 'LoginWithAmazon';
    readonly attributes: {
      /** The answer of the token endpoint. */
      readonly tokenResponse?: StringMap | undefined;
      /** The claims of the ID token. */
      readonly idToken?: StringMap | undefined;
      /** The answer of the userInfo endpoint. */
      readonly userInfo?: StringMap | undefined;
      /** The attributes of the SAML assertion. */
      readonly samlResponse?: StringMap | undefined;
    };
  }
>;

/**
 * The inbound federation trigger. Answer with all attributes that are to be kept, named as the provider names them; with
 * nothing, and all of them are.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-inbound-federation.html
 *
 * @example
 * ```ts
 * import { inboundFederation } from 'castellan/triggers';
 *
 * export const handler = inboundFederation(({ request: { providerName, attributes } }) => {
 *   const { groups, ...kept } = attributes.idToken ?? {};
 *   return providerName === 'PartnerIdP' && groups !== undefined ? kept : undefined;
 * });
 * ```
 */
export function inboundFederation(
  action: TriggerAction<InboundFederationEvent, StringMap | undefined>,
  options: TriggerOptions = {},
): TriggerHandler<InboundFederationEvent> {
  return buildTrigger(
    {
      builder: 'inboundFederation',
      source: 'InboundFederation_',
      respond: (answer) => {
        if (answer === undefined) return { userAttributesToMap: {} };
        // An empty answer would keep everything, which is not what it looks like.
        if (isRecord(answer) && Object.keys(answer).length > 0) {
          return checkedMembers<{ userAttributesToMap?: StringMap }>(
            'inboundFederation(...)',
            { userAttributesToMap: answer },
            { userAttributesToMap: 'stringMap' },
          );
        }
        throw new TypeError(
          'inboundFederation(...) must answer with the attributes to keep, at least one, or with nothing to keep all.',
        );
      },
    },
    action,
    options,
  );
}
