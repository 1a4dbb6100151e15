import type { PolicyReading } from './condition-context.js';
import { conditionsHold } from './conditions.js';
import { globMatches, globTokens } from './glob.js';
import { asArray } from './one-or-many.js';
import type { PolicyStatement } from './policy-document.js';
import { resolvePolicyText } from './policy-text.js';

/** The question that a statement is asked. */
export interface AccessQuestion extends PolicyReading {
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** The ARN. */
  readonly resource: string;
}

/** Whether the statement speaks about this action, on this resource, in this context. */
export function statementApplies(statement: PolicyStatement, question: AccessQuestion): boolean {
  return (
    actionApplies(statement, question.action) &&
    resourceApplies(statement, question) &&
    (statement.Condition === undefined || conditionsHold(statement.Condition, question))
  );
}

/** Whether the statement speaks about this action, whatever its case. */
export function actionApplies(
  { Action, NotAction }: Pick<PolicyStatement, 'Action' | 'NotAction'>,
  action: string,
): boolean {
  const lowerCase = action.toLowerCase();
  const matches = (pattern: string): boolean => globMatches(globTokens(pattern.toLowerCase()), lowerCase);
  if (Action !== undefined) return asArray(Action).some(matches);
  return NotAction !== undefined && !asArray(NotAction).some(matches);
}

/**
 * A resource with a variable that has no value names no resource. So it matches nothing, in an Allow and in a Deny,
 * as AWS documents it. Among `NotResource` such a variable leaves open what is excluded: an Allow then applies to
 * nothing and a Deny to everything, which never grants more than was meant.
 */
function resourceApplies(statement: PolicyStatement, question: AccessQuestion): boolean {
  const { Resource, NotResource } = statement;
  const { resource } = question;
  if (Resource !== undefined) {
    return asArray(Resource).some((source) => {
      const pattern = resolvePolicyText(source, question, 'wildcards');
      return pattern !== undefined && globMatches(pattern, resource);
    });
  }
  if (NotResource === undefined) return false;
  return asArray(NotResource).every((source) => {
    const pattern = resolvePolicyText(source, question, 'wildcards');
    return pattern === undefined ? statement.Effect === 'Deny' : !globMatches(pattern, resource);
  });
}
