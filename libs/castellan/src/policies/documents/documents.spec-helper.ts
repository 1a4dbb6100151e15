import { user } from '../callers.spec-helper.js';
import type { PolicyDocumentSource } from './document-source.js';
import type { PolicyDocuments } from './policy-documents.js';

export const alice = user({ groups: ['editors'] });

/** A document that lets everybody do these things to an article. */
export const allowing = (...actions: string[]): string =>
  JSON.stringify({
    version: 1,
    policies: [
      { name: 'all', appliesTo: { kind: 'everyone' }, rules: [{ can: actions, subject: 'Article' }] },
    ],
  });
export const forbidding = (action: string): string => allowing(action).replace('"can"', '"cannot"');
export const ofGroup = (group: string, ...includes: string[]): string =>
  JSON.stringify({
    version: 1,
    policies: [
      {
        name: group,
        appliesTo: { kind: 'group', group, ...(includes.length > 0 && { includes }) },
        rules: [{ can: group, subject: 'Article' }],
      },
    ],
  });

export const actions = (documents: PolicyDocuments): string[] =>
  ['read', 'update', 'delete', 'editors', 'admins'].filter((action) =>
    documents.policySet.abilityFor(alice).can(action, 'Article'),
  );

/** A document that is whatever the text is at the time. */
export const changing = (text: string, name = 'changing') => {
  const source = { name, text: text as unknown, load: () => source.text as string };
  return source;
};
export const sourceOf = ({ name, load }: ReturnType<typeof changing>): PolicyDocumentSource => ({
  name,
  load,
});
