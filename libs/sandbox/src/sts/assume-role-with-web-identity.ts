import { readSessionPolicy } from './session-policy.js';
import { checkedSessionTags, principalTagConditionKeys, transitiveTags } from './session-tags.js';
import { accessDenied, ROLE_ARN, ROLE_SESSION_NAME, sessionDuration, sessionXml } from './sts-answers.js';
import type { StsOperation } from './sts-operation.js';
import { verifyWebIdentity } from './web-identity.js';
import { trustsWebIdentity, webIdentityConditionKeys } from './web-identity-trust.js';
import { xmlText } from './xml.js';

const TOKEN = { minimum: 4, maximum: 20_000 };

/** `AssumeRoleWithWebIdentity`: for whoever holds a token of a provider that the role trusts. */
export const assumeRoleWithWebIdentity: StsOperation = async (
  form,
  { sessions, clock, webIdentityProviders },
) => {
  form.refuse('PolicyArns', 'ProviderId');
  const roleArn = form.required('RoleArn', ROLE_ARN);
  const sessionName = form.required('RoleSessionName', ROLE_SESSION_NAME);
  const token = form.required('WebIdentityToken', TOKEN);
  const duration = form.durationSeconds();
  const sessionPolicies = readSessionPolicy(form);

  const identity = await verifyWebIdentity(token, webIdentityProviders, clock);
  const tags = checkedSessionTags({
    tags: identity.principalTags,
    transitiveTagKeys: identity.transitiveTagKeys,
  });
  const role = sessions.role(roleArn);
  const request = { identity, tags, sessionName, now: clock() };
  if (role === undefined || !trustsWebIdentity(role, request)) {
    throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  const session = sessions.assumeRole({
    roleArn,
    sessionName,
    durationSeconds: sessionDuration(role, duration),
    sessionPolicies,
    conditionKeys: { ...webIdentityConditionKeys(identity), ...principalTagConditionKeys(tags) },
    transitiveTags: transitiveTags(tags),
  });
  return [
    ...sessionXml(session),
    xmlText('SubjectFromWebIdentityToken', identity.subject),
    xmlText('Audience', identity.audience),
    xmlText('Provider', identity.provider.name),
  ];
};
