/** How long a decision takes: `node bench/decisions.mjs`, after a build. */
import { createMongoAbility, subject } from '@casl/ability';
import { can, evaluate, PolicySet, TokenVerifier } from 'castellan/core';
import { TokenFactory, testUserPool } from 'castellan/testing';
import { pathToFileURL } from 'node:url';
import { interleaved } from './rounds.mjs';

const RULES = 40;
const CALLERS = 500;
const ARTICLE = { authorId: 'somebody', status: 'review', locked: false, title: 'A title', size: 12 };

/** A policy set as of an application with some features: most of its rules are about other subjects. */
function policySet() {
  const others = Array.from({ length: RULES }, (_, index) => ({
    source: `Feature${index}Policies.members`,
    appliesTo: { kind: 'authenticated' },
    build: ({ can: allow }, caller) => allow('read', `Feature${index}`, { ownerId: caller.sub }),
  }));
  const editors = {
    source: 'ArticlePolicies.editors',
    appliesTo: { kind: 'group', group: 'editors' },
    build: ({ can: allow, cannot }, user) => {
      allow('update', 'Article', { authorId: user.sub });
      allow('update', 'Article', ['title', 'status'], { status: { $in: ['draft', 'review'] } });
      cannot('update', 'Article', { locked: true });
    },
  };
  return new PolicySet([...others, editors], { defaultPool: 'customers' });
}

async function principals(count) {
  const factory = new TokenFactory();
  const verifier = new TokenVerifier({ userPools: [{ ...testUserPool(factory), name: 'customers' }] });
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      verifier.verify(factory.userAccess({ username: `user-${index}`, groups: ['editors'] })),
    ),
  );
}

/** Decisions in microseconds: warm ones, the first one of a token, and what CASL itself takes. */
export async function measureDecisions({ rounds, operations }) {
  const policies = policySet();
  const callers = await principals(CALLERS);
  const articles = callers.map(({ sub }) => ({ ...ARTICLE, authorId: sub }));
  const requirement = can('update', 'Article', { subject: 'article' });
  const casl = callers.map(({ sub }) =>
    createMongoAbility([
      { action: 'update', subject: 'Article', conditions: { authorId: sub } },
      { action: 'update', subject: 'Article', conditions: { locked: true }, inverted: true },
    ]),
  );
  const tagged = articles.map((article) => subject('Article', { ...article }));
  const each = (one) => (count) => {
    for (let index = 0; index < count; index += 1) {
      if (!one(index % CALLERS)) throw new Error('A decision is not what it should be.');
    }
  };
  const contenders = {
    'castellan, warm: one instance': each(
      (index) => policies.abilityFor(callers[index]).decide('update', 'Article', articles[index]).granted,
    ),
    'castellan, warm: one field of an instance': each(
      (index) =>
        policies.abilityFor(callers[index]).decide('update', 'Article', articles[index], 'title').granted,
    ),
    'castellan, warm: denied': each(
      (index) => !policies.abilityFor(callers[index]).decide('update', 'Article', ARTICLE).granted,
    ),
    'castellan, warm: what @Can asks, loader included': each(
      (index) =>
        evaluate(requirement, {
          caller: callers[index],
          ability: policies.abilityFor(callers[index]),
          defaultPool: 'customers',
          now: 0,
          loadSubject: () => articles[index],
        }).granted,
    ),
    'CASL alone, two rules, nothing checked': each((index) => casl[index].can('update', tagged[index])),
  };
  const medians = await interleaved(contenders, { rounds, operations });
  const firstOperations = Math.max(20, Math.round(operations / 1_000));
  const first = await interleaved(
    {
      [`castellan, the first of a token: ${RULES + 3} rules compiled`]: (count) => {
        // A new set knows no caller yet.
        const cold = policySet();
        for (let index = 0; index < Math.min(count, CALLERS); index += 1) {
          cold.abilityFor(callers[index]).decide('update', 'Article', articles[index]);
        }
      },
    },
    { rounds, operations: Math.min(firstOperations, CALLERS) },
  );
  return [...medians, ...first].map(([contender, microseconds]) => ({ contender, microseconds }));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { contender, microseconds } of await measureDecisions({ rounds: 15, operations: 200_000 })) {
    console.log(`${microseconds.toFixed(2).padStart(8)} us  ${contender}`);
  }
}
