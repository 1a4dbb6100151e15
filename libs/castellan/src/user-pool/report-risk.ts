import type { CognitoCalls } from './cognito-calls.js';
import type { RiskReport } from './sign-up.js';

/** Tells the pool's threat protection whether a sign-in was the user's. */
export async function reportRisk(
  { username, eventId, valid, feedbackToken }: RiskReport,
  UserPoolId: string,
  calls: CognitoCalls,
): Promise<void> {
  const input = {
    UserPoolId,
    Username: username,
    EventId: eventId,
    FeedbackValue: valid ? ('Valid' as const) : ('Invalid' as const),
  };
  if (feedbackToken === undefined) {
    await calls.sendAsAdministrator([], (api, options) => api.adminUpdateAuthEventFeedback(input, options));
  } else {
    await calls.send([feedbackToken], (api, options) =>
      api.updateAuthEventFeedback({ ...input, FeedbackToken: feedbackToken }, options),
    );
  }
}
