import { readTriggerRefusal } from './trigger-refusal.js';

const exception = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('readTriggerRefusal(...)', () => {
  it.each([
    ['PreSignUp failed with error Ask for an invitation.', 'PreSignUp', 'Ask for an invitation'],
    ['CustomMessage failed with error Two\nlines.', 'CustomMessage', 'Two\nlines'],
    ['PreSignUp failed with error It failed with error 5.', 'PreSignUp', 'It failed with error 5'],
  ])('reads %j', (text, trigger, message) => {
    expect(readTriggerRefusal(exception('UserLambdaValidationException', text))).toEqual({
      trigger,
      message,
    });
  });

  it.each([
    exception('UserLambdaValidationException', 'Something else.'),
    exception('NotAuthorizedException', 'PreSignUp failed with error x.'),
    'PreSignUp failed with error x.',
    undefined,
    null,
  ])('reads nothing else: %s', (error) => {
    expect(readTriggerRefusal(error)).toBeUndefined();
  });
});
