import { Injectable, Logger, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import type { ConditionalRule, Decision } from '../../policies/index.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
import type { Handler } from '../routes/class-methods.js';
import { type OutlinedQuestion, questionsIn } from './questions.js';
import { RouteTable } from './route-table.js';

/**
 * Warns of handlers whose `@Can` loads nothing although a rule about its subject has conditions: such a rule never
 * grants there. A policy that writes such a rule for some callers only, by what their claims are, may show at the first
 * denial for that reason, once for each handler.
 */
@Injectable()
export class UnloadedSubjects implements OnApplicationBootstrap {
  readonly #logger = new Logger('Castellan');
  readonly #named = new Set<string>();

  constructor(
    private readonly table: RouteTable,
    private readonly policies: ApplicationPolicies,
  ) {}

  onApplicationBootstrap(): void {
    const { conditionalRules } = this.policies.set;
    for (const { route, handler, outline } of this.table.routes) {
      const unloaded = outline === undefined ? [] : questionsIn(outline).filter(({ loads }) => !loads);
      const conditional = unloaded.find((question) =>
        conditionalRules.some((rule) => isAbout(rule, question)),
      );
      if (conditional !== undefined)
        this.warn(handler, [route], `${conditional.action} ${conditional.subject}`);
    }
  }

  /** Is told of every denial. */
  denied(controller: Type, handler: Handler, decision: Decision): void {
    if (decision.granted || decision.reason !== 'subject_not_loaded') return;
    const name = `${controller.name}.${handler.name}`;
    if (this.#named.has(name)) return;
    const entries = this.table.routes.filter((entry) => entry.handler === name);
    const questions = entries.flatMap(({ outline }) => (outline === undefined ? [] : questionsIn(outline)));
    const asked = [...new Set(questions.map(({ action, subject }) => `${action} ${subject}`))];
    this.warn(
      name,
      entries.map(({ route }) => route),
      asked.join(', '),
    );
  }

  private warn(handler: string, routes: readonly string[], asked: string): void {
    if (this.#named.has(handler)) return;
    this.#named.add(handler);
    this.#logger.warn(
      `${[handler, ...routes.map((route) => `(${route})`)].join(' ')}: a rule about ${asked} has conditions and its ` +
        '@Can loads no instance to check them on, so the rule never grants. Add { subject: Loader } to @Can.',
    );
  }
}

function isAbout({ actions, subject }: ConditionalRule, question: OutlinedQuestion): boolean {
  return (
    (subject === question.subject || subject === 'all') &&
    (actions.includes(question.action) || actions.includes('manage'))
  );
}
