import type { CallerAbility, Decision, UserPrincipal } from 'castellan';
import type { Document } from '../documents/document.js';
import { WRITERS } from '../documents/documents.controller.js';

/** Something that a user may do, or may not, and why. */
export interface Permission {
  readonly what: string;
  readonly may: boolean;
  readonly why: string;
}

/** What a user may do with documents, by the rules that decide when it is done. */
export function permissionsOf(
  user: UserPrincipal,
  ability: CallerAbility,
  documents: readonly Document[],
): Permission[] {
  const readable = documents.filter((document) => ability.can('read', 'Document', document));
  return [
    {
      what: 'create a document',
      may: user.groups.includes(WRITERS),
      why: `It takes the group ${WRITERS}.`,
    },
    ...readable.flatMap((document) =>
      (['update', 'delete'] as const).map((action) => permission(ability, action, document)),
    ),
  ];
}

function permission(ability: CallerAbility, action: 'update' | 'delete', document: Document): Permission {
  const what = `${action} \u201c${document.title}\u201d`;
  const decision = ability.decide(action, 'Document', document);
  if (decision.granted) return { what, may: true, why: `${decision.by} allows it.` };
  return {
    what,
    may: false,
    why: decision.because ?? [decision.message, ...unfulfilled(decision)].join(' '),
  };
}

/** The policies that would allow it for another document. */
const unfulfilled = ({ unfulfilledRules = [] }: Decision & { granted: false }): string[] =>
  unfulfilledRules.map(({ source }) => `${source} would, if the document met its conditions.`);
