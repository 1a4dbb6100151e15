import { ServiceError } from '../../http/service-error.js';
import { sameSecret } from '../secret-comparison.js';
import type { OperationInput } from '../operation-input.js';
import { refusals } from '../refusals.js';
import type { AuthEvent } from '../risk/auth-events.js';
import { shapes } from '../shapes.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';
import { wireTime } from './wire-format.js';

const LARGEST_PAGE = 60;

/** `AdminListUserAuthEvents`: the latest first. The token of the next page is the number of events already listed. */
export const adminListUserAuthEvents: RunOperation = async (input, { pools }) => {
  const pool = protectedPool(poolOf(input, pools));
  const user = userOf(input, pool);
  const limit = input.optionalInteger('MaxResults', 0, LARGEST_PAGE) ?? LARGEST_PAGE;
  const start = Number(input.optionalString('NextToken', shapes.paginationKey) ?? 0);
  if (!Number.isInteger(start) || start < 0)
    throw refusals.invalidParameter('Invalid pagination token given.');
  const events = pool.authEvents.list(user.sub);
  const end = start + (limit === 0 ? LARGEST_PAGE : limit);
  return {
    AuthEvents: events.slice(start, end).map(wireEvent),
    ...(end < events.length && { NextToken: String(end) }),
  };
};

/** `AdminUpdateAuthEventFeedback` */
export const adminUpdateAuthEventFeedback: RunOperation = async (input, { pools, clock }) => {
  const pool = protectedPool(poolOf(input, pools));
  const event = eventOf(input, pool);
  event.feedback = { value: feedbackOf(input), provider: 'Admin', at: clock() };
  return {};
};

/** `UpdateAuthEventFeedback`: the user's own, with the token of the message about the sign-in. */
export const updateAuthEventFeedback: RunOperation = async (input, { pools, clock }) => {
  const pool = protectedPool(poolOf(input, pools));
  const token = input.string('FeedbackToken', shapes.token);
  const value = feedbackOf(input);
  const event = eventOf(input, pool);
  if (!sameSecret(token, event.feedbackToken)) throw refusals.notAuthorized('Invalid feedback token.');
  event.feedback = { value, provider: 'User', at: clock() };
  return {};
};

function protectedPool(pool: UserPool): UserPool {
  if (pool.risk === undefined) {
    throw new ServiceError('UserPoolAddOnNotEnabledException', 'User pool add-ons are not enabled.');
  }
  return pool;
}

function eventOf(input: OperationInput, pool: UserPool): AuthEvent {
  const user = userOf(input, pool);
  const event = pool.authEvents.find(user.sub, input.string('EventId', shapes.eventId));
  if (event === undefined) throw refusals.resourceNotFound('Auth event does not exist.');
  return event;
}

const feedbackOf = (input: OperationInput): 'Valid' | 'Invalid' =>
  input.string('FeedbackValue', { max: 8, oneOf: ['Valid', 'Invalid'] }) === 'Valid' ? 'Valid' : 'Invalid';

const wireEvent = (event: AuthEvent): object => ({
  EventId: event.eventId,
  EventType: 'SignIn',
  CreationDate: wireTime(event.createdAt),
  EventResponse: event.response,
  EventRisk: {
    RiskDecision: event.risk.decision,
    ...(event.risk.level !== undefined && { RiskLevel: event.risk.level }),
    CompromisedCredentialsDetected: event.compromised,
  },
  ChallengeResponses: event.challenges.map(({ name, response }) => ({
    ChallengeName: name,
    ChallengeResponse: response,
  })),
  EventContextData: event.context.ipAddress === undefined ? {} : { IpAddress: event.context.ipAddress },
  ...(event.feedback !== undefined && {
    EventFeedback: {
      FeedbackValue: event.feedback.value,
      Provider: event.feedback.provider,
      FeedbackDate: wireTime(event.feedback.at),
    },
  }),
});
