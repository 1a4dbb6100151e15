import type { ConsideredRule, Decision, DecisionStep } from '../policies/index.js';
import type { Caller } from '../tokens/index.js';
import { type MissingPart, missingPartLines } from './missing-parts.js';

/** What is shown of a question to the policies. */
interface ShownQuestion {
  readonly question: string;
  readonly rules: readonly ConsideredRule[];
  readonly limitedRules?: readonly ConsideredRule[];
  readonly ofEachItem?: true;
}

/** What is shown of an explanation. */
export interface ShownExplanation {
  readonly route: { readonly route: string; readonly handler: string; readonly requirement?: string };
  readonly caller: Caller | undefined;
  readonly assumed: readonly string[];
  readonly decision?: Decision;
  readonly questions: readonly ShownQuestion[];
  readonly missing: readonly MissingPart[];
  readonly granted: boolean;
  readonly because?: string;
  readonly answer?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: { readonly code: string };
  };
}

/** An explanation for a person. */
export function formatExplanation(explanation: ShownExplanation): string {
  const { route, caller, assumed, decision, questions } = explanation;
  return [
    `${route.route}  ${route.handler}`,
    '',
    'Caller',
    `  ${caller === undefined ? 'the token is refused' : callerText(caller)}`,
    ...assumed.map((sentence) => `  ${sentence}`),
    '',
    'Requirement',
    `  ${route.requirement ?? 'none'}`,
    ...(decision === undefined ? [] : stepLines(decision)),
    ...questions.flatMap((asked) => ['', `Rules about ${asked.question}`, ...ruleLines(asked)]),
    '',
    'Decision',
    ...[...outcome(explanation), ...missingPartLines(explanation)].map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function callerText(caller: Caller): string {
  if (caller.kind === 'anonymous') return 'anonymous: no token';
  const { tokenUse, clientId, pool, scopes } = caller;
  const who = caller.kind === 'user' ? `user ${JSON.stringify(caller.username)}` : 'a program';
  const groups = caller.kind === 'user' ? [`groups ${list(caller.groups)}`] : [];
  return [
    `${who} of pool ${pool}`,
    ...groups,
    `scopes ${list(scopes)}`,
    `${tokenUse} token of ${clientId}`,
  ].join(', ');
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function stepLines(decision: Decision, depth = 1): readonly string[] {
  return (decision.trail ?? []).flatMap((step) => [
    `${'  '.repeat(depth + 1)}${stepText(step)}`,
    ...stepLines(step.decision, depth + 1),
  ]);
}

function stepText({ requirement, decision }: DecisionStep): string {
  return decision.granted
    ? `${requirement}: granted by ${decision.by}`
    : `${requirement}: denied (${decision.reason}). ${decision.message}`;
}

function ruleLines({ rules, limitedRules = [], ofEachItem }: ShownQuestion): readonly string[] {
  if (rules.length + limitedRules.length === 0)
    return ['  none: no policy that applies to the caller has one'];
  const unmatched = ofEachItem ? 'checked on each item' : 'there is no instance to check it on';
  return [
    ...rules.map((considered) => {
      const { source, fields, because } = considered.rule;
      const match = matchText(considered, unmatched);
      const reason = because !== undefined && considered.matches === true ? `, because ${because}` : '';
      return `  ${source} ${effectText(considered)}${fieldsText(fields)}${conditionText(considered)}: ${match}${reason}`;
    }),
    ...limitedRules.map(
      (considered) =>
        `  ${considered.rule.source} ${effectText(considered)}${conditionText(considered)}: only for the fields ` +
        `${list(considered.rule.fields ?? [])}, and the question is about the whole`,
    ),
  ];
}

function effectText({ rule: { effect, actions, subject } }: ConsideredRule): string {
  return `${effect}s ${actions.join(', ')} ${subject}`;
}

function fieldsText(fields: readonly string[] | undefined): string {
  return fields === undefined ? '' : ` fields ${fields.join(', ')}`;
}

function conditionText({ conditions }: ConsideredRule): string {
  return conditions === undefined ? '' : ` if ${JSON.stringify(conditions)}`;
}

function matchText({ conditions, matches }: ConsideredRule, unmatched: string): string {
  if (conditions === undefined) return 'always';
  if (matches === undefined) return unmatched;
  return matches ? 'matches' : 'does not match';
}

function outcome({ granted, decision, because, answer }: ShownExplanation): readonly string[] {
  if (granted) return [`granted${decision?.granted ? ` by ${decision.by}` : ''}: the handler runs`];
  const challenge = answer?.headers['www-authenticate'];
  return [
    `denied${decision?.granted === false ? ` (${decision.reason})` : ''}: ${because ?? ''}`,
    ...(answer === undefined ? [] : [`answer ${answer.status} ${answer.body.code}`]),
    ...(challenge === undefined ? [] : [`www-authenticate: ${challenge}`]),
  ];
}
