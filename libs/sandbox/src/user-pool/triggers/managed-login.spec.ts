import { decodeJwt } from 'jose';
import { Sandbox } from '../../sandbox.js';
import {
  authorizeAddress,
  codeOf,
  OPTIONS,
  PASSWORD,
  redeem,
} from '../managed-login/code-flow.spec-helper.js';
import { Browser } from '../managed-login/browser.spec-helper.js';

interface Event {
  readonly triggerSource: string;
  readonly userName: string;
  response: object;
}

describe('the triggers of managed login', () => {
  const sources: string[] = [];
  let sandbox: Sandbox;

  const note = async (event: Event) => {
    sources.push(event.triggerSource);
    if (event.triggerSource.startsWith('PreAuthentication') && event.userName === 'bob') {
      throw new Error('Not today');
    }
    return event;
  };
  const addTenant = async (event: Event) => {
    await note(event);
    const claims = { claimsToAddOrOverride: { tenant: 'acme' } };
    event.response = {
      claimsAndScopeOverrideDetails: { idTokenGeneration: claims, accessTokenGeneration: claims },
    };
    return event;
  };

  beforeAll(async () => {
    const [first, ...others] = OPTIONS.userPools ?? [];
    sandbox = await Sandbox.start({
      ...OPTIONS,
      userPools: [
        {
          ...first!,
          triggers: {
            preAuthentication: note,
            postAuthentication: note,
            preTokenGeneration: { version: 'V2_0', target: addTenant },
          },
        },
        ...others,
      ],
    });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => sources.splice(0));

  const signIn = async (username: string) => {
    const browser = new Browser(sandbox.url);
    const page = await browser.open(authorizeAddress({ scope: 'openid' }));
    return browser.submit(page, '/login', { username, password: PASSWORD });
  };

  it('run on the pages as they do at the API, and change the tokens of the code', async () => {
    const { url } = await signIn('alice');
    const { body } = await redeem(sandbox, codeOf(new URL(url)));
    expect(decodeJwt(body.access_token ?? '')).toMatchObject({ tenant: 'acme', scope: 'openid' });
    expect(decodeJwt(body.id_token ?? '')).toMatchObject({ tenant: 'acme' });
    expect(sources).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_HostedAuth',
    ]);
  });

  it('refuse on the pages, and no code is given out', async () => {
    const page = await signIn('bob');
    expect(new URL(page.url).searchParams.get('code')).toBeNull();
    expect(sources).toEqual(['PreAuthentication_Authentication']);
  });
});
