import { ServiceError } from '../../http/service-error.js';
import { TRIGGER_TITLES, type TriggerName } from './trigger-options.js';

/** The ways in which a trigger can fail, as Cognito answers with them. */
export const triggerErrors = {
  /** The function threw. Its message reaches whoever made the request. */
  failed: (name: TriggerName, message: string) =>
    new ServiceError(
      'UserLambdaValidationException',
      `${TRIGGER_TITLES[name]} failed with error ${message}.`,
    ),
  /** No function could be called. */
  unreachable: (name: TriggerName, error: string) =>
    new ServiceError(
      'UnexpectedLambdaException',
      `${TRIGGER_TITLES[name]} invocation failed due to error ${error}.`,
    ),
  timedOut: (name: TriggerName) =>
    new ServiceError(
      'UnexpectedLambdaException',
      `${TRIGGER_TITLES[name]} failed with error Socket timeout while invoking Lambda function.`,
    ),
  /** What the function answered is no event, or has a value of a wrong type. */
  unrecognizable: () => new ServiceError('InvalidLambdaResponseException', 'Unrecognizable lambda output'),
};
