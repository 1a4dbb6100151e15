import type { ConsideredRule, Decision, DecisionStep } from '../policies/index.js';
import type { Caller } from '../tokens/index.js';

/** What is shown of an explanation. */
export interface ShownExplanation {
  readonly route: { readonly route: string; readonly handler: string; readonly requirement?: string };
  readonly caller: Caller | undefined;
  readonly assumed: readonly string[];
  readonly decision?: Decision;
  readonly questions: readonly { readonly question: string; readonly rules: readonly ConsideredRule[] }[];
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
    ...questions.flatMap(({ question, rules }) => ['', `Rules about ${question}`, ...ruleLines(rules)]),
    '',
    'Decision',
    ...outcome(explanation).map((line) => `  ${line}`),
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

function ruleLines(rules: readonly ConsideredRule[]): readonly string[] {
  if (rules.length === 0) return ['  none: no policy that applies to the caller has one'];
  return rules.map(({ rule, matches, conditions }) => {
    const { source, effect, actions, subject, fields, because } = rule;
    const what = [
      `${effect}s ${actions.join(', ')} ${subject}`,
      ...(fields === undefined ? [] : [`fields ${fields.join(', ')}`]),
      ...(conditions === undefined ? [] : [`if ${JSON.stringify(conditions)}`]),
    ].join(' ');
    return `  ${source} ${what}: ${matchText(conditions !== undefined, matches)}${because === undefined ? '' : `, because ${because}`}`;
  });
}

function matchText(isConditional: boolean, matches: boolean | undefined): string {
  if (!isConditional) return 'always';
  if (matches === undefined) return 'there is no instance to check it on';
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
