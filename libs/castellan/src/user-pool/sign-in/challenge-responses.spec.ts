import { UserPoolInputError } from '../../errors/index.js';
import type { ChallengeAnswer } from './challenge-answer.js';
import { challengeResponses } from './challenge-responses.js';

describe('the responses to a challenge', () => {
  it('are refused for a name that no challenge has, without repeating what came with it', () => {
    const answer = { name: 'SMS_MFAA', username: 'ada', session: 's', code: '123456' };
    const respond = () => challengeResponses(answer as unknown as ChallengeAnswer);
    expect(respond).toThrow(UserPoolInputError);
    expect(respond).toThrow('Answer with the name that the challenge had.');
    expect(respond).not.toThrow(/123456|SMS_MFAA/);
  });
});
