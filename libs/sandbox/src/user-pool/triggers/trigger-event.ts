/** What events say of a user of the pool. */
export interface EventUser {
  readonly sub: string;
  readonly username: string;
  readonly status: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The pool that events come from. */
export interface EventSource {
  readonly region: string;
  readonly userPoolId: string;
}

/** Whom and what a call of a trigger is about. */
export interface TriggerCall {
  /** What the user is called in the pool; of somebody who is not in it, what was sent. */
  readonly username: string;
  /** Absent: an administrator acts, without an app client. */
  readonly clientId?: string | undefined;
  /** `ClientMetadata` of the request, where this trigger gets it. */
  readonly clientMetadata?: ReadonlyMap<string, string> | undefined;
}

/** An event as Cognito sends it. The `response` has the members that the function may fill in. */
export function triggerEvent(
  { region, userPoolId }: EventSource,
  triggerSource: string,
  { username, clientId, clientMetadata }: TriggerCall,
  request: object,
  response: object,
  version = '1',
): object {
  return {
    version,
    region,
    userPoolId,
    userName: username,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: clientId ?? 'CLIENT_ID_NOT_APPLICABLE',
    },
    triggerSource,
    request: { ...request, ...mapMember('clientMetadata', clientMetadata) },
    response,
  };
}

/** A user's attributes as events have them: with `sub` and the status. Nobody has none. */
export const eventAttributes = (user: EventUser | undefined): Readonly<Record<string, string>> =>
  user === undefined
    ? {}
    : { sub: user.sub, 'cognito:user_status': user.status, ...Object.fromEntries(user.attributes) };

/** A map of strings as a member of an event; an empty one is left out. */
export const mapMember = (name: string, map: ReadonlyMap<string, string> | undefined): object =>
  map === undefined || map.size === 0 ? {} : { [name]: Object.fromEntries(map) };
