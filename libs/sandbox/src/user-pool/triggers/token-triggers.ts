import type { Group } from '../groups.js';
import { groupRoles } from '../group-roles.js';
import { readTokenOverrides, type TokenOverrides } from './token-overrides.js';
import {
  type EventSource,
  eventAttributes,
  type EventUser,
  type TriggerCall,
  triggerEvent,
} from './trigger-event.js';
import type { PreTokenGenerationVersion } from './trigger-options.js';
import type { TriggerRunner } from './trigger-runner.js';

export type TokenGenerationSource =
  | 'HostedAuth'
  | 'Authentication'
  | 'NewPasswordChallenge'
  | 'AuthenticateDevice'
  | 'RefreshTokens'
  | 'ClientCredentials';

export interface TokenGenerationCall extends TriggerCall {
  readonly source: TokenGenerationSource;
  /** Absent for client credentials. */
  readonly user?: EventUser;
  readonly groups: readonly Group[];
  /** What the access token would have. */
  readonly scopes: readonly string[];
}

/** The pre token generation trigger. */
export class TokenTriggers {
  constructor(
    private readonly pool: EventSource,
    private readonly runner: TriggerRunner,
    private readonly version: PreTokenGenerationVersion = 'V1_0',
  ) {}

  /** What to change in the tokens that are about to be made. `undefined`: nothing. */
  async generate({
    source,
    user,
    groups,
    scopes,
    ...call
  }: TokenGenerationCall): Promise<TokenOverrides | undefined> {
    if (source === 'ClientCredentials' && this.version !== 'V3_0') return undefined;
    const { roles, preferredRole } = groupRoles(groups);
    const isFirst = this.version === 'V1_0';
    const response = await this.runner.run(
      'preTokenGeneration',
      triggerEvent(
        this.pool,
        `TokenGeneration_${source}`,
        call,
        {
          userAttributes: eventAttributes(user),
          groupConfiguration: {
            groupsToOverride: groups.map(({ groupName }) => groupName),
            iamRolesToOverride: roles,
            preferredRole: preferredRole ?? null,
          },
          ...(!isFirst && { scopes }),
        },
        isFirst ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
        this.version.charAt(1),
      ),
    );
    return response && readTokenOverrides(response, this.version);
  }
}
