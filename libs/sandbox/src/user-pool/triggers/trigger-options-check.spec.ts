import type { TriggersOptions } from './trigger-options.js';
import { checkTriggersOptions } from './trigger-options-check.js';

const check = (triggers: unknown) => () => checkTriggersOptions('triggers', triggers as TriggersOptions);
const endpoint = { endpoint: 'http://127.0.0.1:3001', functionName: 'f' };

describe('the options of triggers', () => {
  it.each<[string, unknown]>([
    ['none', undefined],
    ['a function', { preSignUp: () => undefined }],
    ['an endpoint', { preSignUp: endpoint }],
    ['a version', { preTokenGeneration: { version: 'V3_0', target: endpoint } }],
    [
      'all of custom challenges',
      {
        defineAuthChallenge: endpoint,
        createAuthChallenge: endpoint,
        verifyAuthChallengeResponse: endpoint,
      },
    ],
  ])('may be %s', (_what, triggers) => {
    expect(check(triggers)).not.toThrow();
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown trigger', { preSignup: endpoint }, /triggers\.preSignup.*preSignUp/],
    ['a name', { preSignUp: 'f' }, /triggers\.preSignUp: found "f".*Write a function/],
    ['an endpoint with a path', { preSignUp: { ...endpoint, endpoint: 'http://x/2015' } }, /without a path/],
    ['no function name', { preSignUp: { endpoint: endpoint.endpoint } }, /functionName/],
    [
      'a function where a version is needed',
      { preTokenGeneration: () => undefined },
      /version: "V2_0", target/,
    ],
    ['no version', { preTokenGeneration: endpoint }, /preTokenGeneration/],
    ['an unknown version', { preTokenGeneration: { version: 'V4_0', target: endpoint } }, /V1_0.*V2_0.*V3_0/],
    ['one of custom challenges alone', { createAuthChallenge: endpoint }, /defineAuthChallenge.*all three/],
  ])('may not be %s', (_what, triggers, reason) => {
    expect(check(triggers)).toThrow(reason);
  });
});
