import { CsrfError } from '../../errors/index.js';
import { CsrfProtection } from './csrf.js';
import { OTHER_SECRET, ringOf, SECRET, sessionOf } from './sessions.spec-helper.js';

const ORIGIN = 'https://app.example';

describe('CsrfProtection', () => {
  const csrf = new CsrfProtection(ringOf(), ORIGIN);
  const token = csrf.tokenOf(sessionOf());
  const check = (method: string, headers: Record<string, string>, protection = csrf) =>
    protection.check({ method, rawHeaders: Object.entries(headers).flat() }, sessionOf());

  it.each(['GET', 'HEAD', 'OPTIONS'])('asks nothing of %s', (method) => {
    expect(() => check(method, { origin: 'https://evil.example' })).not.toThrow();
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'get', 'TRACE', ''])('asks for the token on %j', (method) => {
    expect(() => check(method, {})).toThrow(CsrfError);
    expect(() => check(method, { 'X-CSRF-Token': token })).not.toThrow();
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: `${ORIGIN}:444` }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': '' }],
  ])('refuses the right token from %j', (headers) => {
    expect(() => check('POST', { ...headers, 'x-csrf-token': token })).toThrow(CsrfError);
  });

  it('refuses the token of another session, and two of them', () => {
    const other = csrf.tokenOf(sessionOf({ id: 'o'.repeat(43) }));
    expect(() => check('POST', { 'x-csrf-token': other })).toThrow(CsrfError);
    expect(() => check('POST', { 'x-csrf-token': token, 'X-Csrf-Token': token })).toThrow(CsrfError);
    expect(() => check('POST', { 'x-csrf-token': '' })).toThrow(CsrfError);
  });

  it('takes a token of an older secret, as long as it is in the ring', () => {
    const newer = new CsrfProtection(ringOf(OTHER_SECRET, SECRET), ORIGIN);
    expect(() => check('POST', { 'x-csrf-token': token }, newer)).not.toThrow();
    const without = new CsrfProtection(ringOf(OTHER_SECRET), ORIGIN);
    expect(() => check('POST', { 'x-csrf-token': token }, without)).toThrow(CsrfError);
  });

  it.each([
    [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, true],
    [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, false],
    [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, false],
    [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, false],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, false],
    [{}, false],
  ])('takes %j for a link of an own page: %s', (headers, isOwn) => {
    const navigate = () =>
      csrf.checkNavigation({ method: 'GET', rawHeaders: Object.entries(headers).flat() });
    if (isOwn) expect(navigate).not.toThrow();
    else expect(navigate).toThrow(CsrfError);
  });
});
