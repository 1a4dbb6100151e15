import {
  authenticated,
  can,
  claim,
  ForAuthenticated,
  freshAuth,
  groups,
  Policies,
  type Requirement,
  type Rules,
  scopes,
  type UserPrincipal,
} from 'castellan/express';
import type { Demand } from './door.js';

export const GROUP = 'editors';
export const SCOPE = 'api/write';
export const CLAIM = 'custom:tier';
export const FRESH_SECONDS = 300;
/** The user of all tokens, unless they say otherwise. */
export const SUB = '5a1c7e02-90ab-4d4e-8f6b-1234567890ab';

/** Whoever is known may update what is theirs. */
@Policies()
export class ArticlePolicies {
  @ForAuthenticated()
  authors({ can: allow }: Rules, { sub }: UserPrincipal): void {
    allow('update', 'Article', { authorId: sub });
  }
}

export const ownArticle = () => ({ authorId: SUB });
export const foreignArticle = () => ({ authorId: 'somebody else' });
export const noArticle = () => undefined;

/** The demands, as they are written without Nest. Nothing has to be fulfilled where it is public, or closed. */
export const REQUIREMENTS: Readonly<Record<Exclude<Demand, 'public' | 'closed'>, Requirement>> = {
  authenticated: authenticated(),
  editors: groups(GROUP),
  scope: scopes(SCOPE),
  gold: claim(CLAIM, 'gold'),
  fresh: freshAuth(FRESH_SECONDS),
  own: can('update', 'Article', { subject: ownArticle }),
  foreign: can('update', 'Article', { subject: foreignArticle }),
  hidden: can('update', 'Article', { subject: foreignArticle, hideExistence: true }),
  missing: can('update', 'Article', { subject: noArticle }),
};
