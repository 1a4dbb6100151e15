import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { RouteRequirements } from '../routes/route-requirement.js';
import { SubjectLoaders } from '../routes/subject-loaders.js';
import { nestClasses } from './entry-points.js';
import { misplacedDecorators } from './misplaced-decorators.js';
import type { RouteEntry } from './route-entry.js';
import { routeLines } from './route-lines.js';
import { RouteTable } from './route-table.js';
import { claimsThatNobodyHas } from './undeclared-claims.js';
import { unloadableSubjects } from './unloadable-subjects.js';
import { unknownPools } from './unknown-pools.js';

/**
 * Looks at every handler while the application starts.
 *
 * @throws ConfigurationError if a decorator stands on something that is no handler, if a requirement can never hold,
 * if what it is about can never be loaded, or if a handler has no requirement and `unguardedHandlers` does not say otherwise. It names all of them.
 */
@Injectable()
export class RouteAudit implements OnModuleInit {
  readonly #logger = new Logger('Castellan');

  constructor(
    private readonly modules: ModulesContainer,
    private readonly table: RouteTable,
    private readonly requirements: RouteRequirements,
    private readonly loaders: SubjectLoaders,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  onModuleInit(): void {
    const misplaced = misplacedDecorators(nestClasses(this.modules));
    refuse(misplaced, 'Nothing would be checked there. Put it on a handler or on its class, or remove it.');
    const { handlers } = this.table;
    const routes = handlers.map(({ entry }) => entry);
    refuse(unknownPools(routes, this.table.pools), 'Write the name of the configuration.');
    refuse(
      claimsThatNobodyHas(handlers, this.options.declaredClaims),
      'Correct the name, or declare the claim.',
    );
    refuse(impossible(routes), 'Nobody could ever call it. Correct the decorators on it and on its class.');
    this.judgeUnguarded(routes);
    refuse(unloadableSubjects(handlers, this.requirements, this.loaders), 'Every request would fail.');
    this.#logger.debug(['The routes and who passes:', ...routeLines(routes)].join('\n  '));
  }

  private judgeUnguarded(routes: readonly RouteEntry[]): void {
    const { unguardedHandlers } = this.options;
    const found = routes.filter(({ unguarded }) => unguarded);
    const sentences = found.map(({ route, closedBecause = '' }) => `${route}: ${closedBecause}`);
    if (unguardedHandlers === 'refuse') {
      refuse(
        sentences,
        "Such a handler is closed to everybody. To start all the same, set unguardedHandlers: 'warn' or 'deny'.",
      );
    } else if (unguardedHandlers === 'warn') {
      for (const sentence of sentences) this.#logger.warn(`${sentence} It is closed to everybody.`);
    }
  }
}

function impossible(routes: readonly RouteEntry[]): readonly string[] {
  return routes.flatMap(({ route, handler, requirement = '', impossibleBecause }) =>
    impossibleBecause === undefined
      ? []
      : [`${handler} (${route}) requires ${requirement}, which can never hold: ${impossibleBecause}.`],
  );
}

function refuse(sentences: readonly string[], remedy: string): void {
  if (sentences.length === 0) return;
  throw new ConfigurationError([...sentences, remedy].join('\n'));
}
