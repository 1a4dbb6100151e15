import type { Caller } from './callers.js';
import { type Demand, DEMANDS, type Verdict } from './door.js';
import { FRESH_SECONDS, SCOPE } from './requirements.js';

/** What is asked for, in the words of the table. */
export const PLACES: Readonly<Record<Demand, string>> = {
  public: 'what is public',
  authenticated: 'a known caller',
  editors: 'a group',
  scope: 'a scope',
  gold: 'a claim',
  fresh: 'a fresh sign-in',
  own: 'a rule on their own article',
  foreign: "a rule on another's article",
  hidden: 'the same, existence hidden',
  missing: 'a rule on no article',
  closed: 'nothing said',
};

/** A caller at a place, and the verdict that every door has on it. */
export interface Case {
  readonly caller: Caller;
  readonly demand: Demand;
  readonly verdict: Verdict;
}

const challenge = (...parameters: string[]): string => ['Bearer realm="api"', ...parameters].join(', ');
const accepted: Verdict = { code: 'accepted', status: 200 };
const unknown: Verdict = { code: 'authentication_required', status: 401, challenge: challenge() };
const denied: Verdict = { code: 'access_denied', status: 403 };
const notFound: Verdict = { code: 'not_found', status: 404 };
const invalid = (code: Verdict['code']): Verdict => ({
  code,
  status: 401,
  challenge: challenge('error="invalid_token"'),
});
const scopeMissing: Verdict = {
  code: 'insufficient_scope',
  status: 403,
  challenge: challenge('error="insufficient_scope"', `scope="${SCOPE}"`),
};
const stale: Verdict = {
  code: 'insufficient_user_authentication',
  status: 401,
  challenge: challenge('error="insufficient_user_authentication"', `max_age="${FRESH_SECONDS}"`),
};

/** What is wrong with a token is wrong at every place, public ones included. */
const BAD_CALLERS: readonly (readonly [Caller, Verdict])[] = [
  [
    'two words for a token',
    {
      code: 'authorization_header_malformed',
      status: 400,
      challenge: challenge('error="invalid_request"'),
    },
  ],
  ['no JWT', invalid('token_malformed')],
  ['a forged signature', invalid('token_signature_invalid')],
  ['the algorithm "none"', invalid('token_algorithm_not_allowed')],
  ['a key nobody publishes', invalid('token_key_unknown')],
  ['another user pool', invalid('token_issuer_not_allowed')],
  ['another app client', invalid('token_client_not_allowed')],
  ['an ID token', invalid('token_use_not_allowed')],
  ['an expired token', invalid('token_expired')],
  ['a token of tomorrow', invalid('token_not_yet_valid')],
  ['no subject', invalid('token_claims_invalid')],
  ['a revoked token', invalid('token_revoked')],
  ['a user pool whose keys cannot be had', { code: 'key_set_unavailable', status: 503 }],
];

/** The table of what is expected. */
export const CASES: readonly Case[] = [
  ...DEMANDS.map((demand) => ({
    caller: 'nobody' as const,
    demand,
    verdict: demand === 'public' ? accepted : unknown,
  })),
  ...verdictsOn('a user', {
    public: accepted,
    authenticated: accepted,
    editors: denied,
    scope: scopeMissing,
    gold: denied,
    fresh: accepted,
    own: accepted,
    foreign: denied,
    hidden: notFound,
    missing: notFound,
    closed: denied,
  }),
  ...verdictsOn('a user with everything', {
    editors: accepted,
    scope: accepted,
    gold: accepted,
    foreign: denied,
    closed: denied,
  }),
  ...verdictsOn('a program', { authenticated: accepted, editors: denied, fresh: stale, own: denied }),
  ...verdictsOn('a user who signed in long ago', { authenticated: accepted, fresh: stale }),
  ...BAD_CALLERS.flatMap(([caller, verdict]) =>
    (['authenticated', 'public'] as const).map((demand) => ({ caller, demand, verdict })),
  ),
];

function verdictsOn(caller: Caller, verdicts: Partial<Record<Demand, Verdict>>): Case[] {
  return DEMANDS.flatMap((demand) => {
    const verdict = verdicts[demand];
    return verdict === undefined ? [] : [{ caller, demand, verdict }];
  });
}
