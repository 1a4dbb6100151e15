import type { ShownPrincipal, Verdict } from './verdict.js';

/** One line of JSON. */
export function formatJson(verdict: Verdict): string {
  return `${escaped(JSON.stringify(verdict))}\n`;
}

/**
 * A few lines for a person.
 *
 * @param heading What the token is called, such as "line 3".
 */
export function formatText(verdict: Verdict, heading?: string): string {
  const name = heading === undefined ? '' : `${heading}: `;
  const passed = `  passed     ${verdict.passed.map(words).join(', ') || 'none'}\n`;
  if (verdict.accepted) return `${name}accepted\n${passed}${formatPrincipal(verdict.principal)}`;
  const { code, failed, reason, hint } = verdict;
  const failure = failed === undefined ? '' : `${words(failed)}: `;
  const outcome = verdict.undecided === true ? 'undecided' : 'refused';
  const hinted = hint === undefined ? '' : `  hint       ${hint}\n`;
  return `${name}${outcome}, ${code}\n${passed}  failed     ${failure}${escaped(reason)}\n${hinted}`;
}

function formatPrincipal(principal: ShownPrincipal): string {
  const { kind, sub, username, groups, scopes, clientId, tokenUse, expiresAt } = principal;
  const lines = [
    ['principal', username === undefined ? kind : `${kind} ${quoted(username)}`],
    ['sub', quoted(sub)],
    ...(groups === undefined ? [] : [['groups', list(groups)]]),
    ['scopes', list(scopes)],
    ['client', quoted(clientId)],
    ['token use', tokenUse],
    ['expires', expiresAt],
  ] as const;
  return lines.map(([name, value]) => `  ${name.padEnd(10)} ${value}\n`).join('');
}

function words(check: string): string {
  return check.replace('_', ' ');
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map(quoted).join(', ');
}

function quoted(text: string): string {
  return escaped(JSON.stringify(text));
}

/** Spells out what a terminal would obey instead of show: a claim may hold control and direction characters. */
function escaped(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => unicodeEscape(character.charCodeAt(i))).join(''),
  );
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
