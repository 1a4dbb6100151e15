import type { Verdict } from './verdict.js';
import { formatJson, formatText } from './verdict-format.js';

const accepted: Verdict = {
  accepted: true,
  passed: ['length', 'token_use'],
  principal: {
    kind: 'user',
    sub: 's-1',
    username: 'al\u001b[31mice\u202e',
    groups: ['editors', 'a, b'],
    scopes: [],
    clientId: 'web',
    tokenUse: 'access',
    expiresAt: '2027-01-15T09:00:00.000Z',
  },
};

const refused: Verdict = {
  accepted: false,
  code: 'token_use_not_allowed',
  failed: 'token_use',
  reason: 'The token_use is another.',
  passed: [],
};

describe('the text of a verdict', () => {
  it('shows who a token speaks for, and spells out what a terminal would obey', () => {
    expect(formatText(accepted)).toBe(
      [
        'accepted',
        '  passed     length, token use',
        '  principal  user "al\\u001b[31mice\\u202e"',
        '  sub        "s-1"',
        '  groups     "editors", "a, b"',
        '  scopes     none',
        '  client     "web"',
        '  token use  access',
        '  expires    2027-01-15T09:00:00.000Z',
        '',
      ].join('\n'),
    );
  });

  it('shows no username and no groups of a program', () => {
    const { sub, scopes, clientId, tokenUse, expiresAt } = accepted.principal;
    const principal = { kind: 'machine' as const, sub, scopes, clientId, tokenUse, expiresAt };
    const text = formatText({ ...accepted, principal });
    expect(text).toContain('principal  machine\n');
    expect(text).not.toMatch(/groups|user/);
  });

  it('shows what failed and why, below what the token is called', () => {
    expect(formatText(refused, 'line 3')).toBe(
      'line 3: refused, token_use_not_allowed\n  passed     none\n  failed     token use: The token_use is another.\n',
    );
  });

  it('shows the reason alone where no check is known to have failed', () => {
    const { code, reason } = refused;
    const other: Verdict = { accepted: false, code, reason, passed: [] };
    expect(formatText(other)).toContain('  failed     The token_use is another.\n');
  });
});

describe('the JSON of a verdict', () => {
  it.each([accepted, refused])('is one line that says the same', (verdict) => {
    const line = formatJson(verdict);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual(verdict);
  });

  it('holds no character that a terminal would obey', () => {
    expect(formatJson(accepted).trimEnd()).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
