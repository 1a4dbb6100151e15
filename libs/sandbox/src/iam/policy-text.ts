import type { ConditionContext, PolicyReading } from './condition-context.js';
import { type GlobToken, globTokens } from './glob.js';

/** A piece of a policy's string: text as written, a character that was escaped, or a variable. */
export type PolicyTextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly fallback?: string };

/** `${*}`, `${?}` and `${$}` are the characters themselves. */
const ESCAPES = new Set(['*', '?', '$']);

/** A condition key, which may be that of a tag with spaces in its name, and a default in single quotes. */
const VARIABLE = /^\s*([^\s,'{]+(?: +[^\s,'{]+)*)\s*(?:,\s*'([^']*)'\s*)?$/;

/**
 * Splits a string of a policy at its variables: `${aws:userid}` or, with a default, `${aws:PrincipalTag/team, 'none'}`.
 * Throws an Error for a variable that is not closed or has no proper name.
 */
export function policyTextParts(source: string): PolicyTextPart[] {
  const parts: PolicyTextPart[] = [];
  let position = 0;
  for (;;) {
    const start = source.indexOf('${', position);
    if (start > position || (start < 0 && position < source.length)) {
      parts.push({ kind: 'text', text: source.slice(position, start < 0 ? undefined : start) });
    }
    if (start < 0) return parts;
    const end = source.indexOf('}', start);
    if (end < 0) throw new Error('the policy variable that starts with ${ is not closed by }');
    parts.push(variablePart(source.slice(start + 2, end)));
    position = end + 1;
  }
}

function variablePart(content: string): PolicyTextPart {
  if (ESCAPES.has(content)) return { kind: 'literal', text: content };
  const [, name, fallback] = VARIABLE.exec(content) ?? [];
  if (name === undefined) {
    throw new Error(`\${${content}} is not a policy variable; write \${key} or \${key, 'default'}`);
  }
  return { kind: 'variable', name: name.toLowerCase(), ...(fallback === undefined ? {} : { fallback }) };
}

/**
 * The pattern that a string of a policy stands for in one request, or `undefined` when a variable has no value there.
 * A substituted value is text: a `*` in it is that character and no wildcard, and a `${` in it is not read again.
 * A key with several values has no single value to substitute, so it counts as having none.
 */
export function resolvePolicyText(
  source: string,
  { context, variables }: PolicyReading,
  wildcards: 'wildcards' | 'literal',
): GlobToken[] | undefined {
  const tokens: GlobToken[] = [];
  for (const part of variables ? policyTextParts(source) : plainText(source)) {
    if (part.kind === 'text') {
      tokens.push(...(wildcards === 'wildcards' ? globTokens(part.text) : Array.from(part.text)));
      continue;
    }
    const text = part.kind === 'literal' ? part.text : variableValue(part.name, part.fallback, context);
    if (text === undefined) return undefined;
    tokens.push(...Array.from(text));
  }
  return tokens;
}

const plainText = (text: string): PolicyTextPart[] => [{ kind: 'text', text }];

function variableValue(
  name: string,
  fallback: string | undefined,
  context: ConditionContext,
): string | undefined {
  const values = context.get(name);
  return values?.length === 1 ? values[0] : fallback;
}
