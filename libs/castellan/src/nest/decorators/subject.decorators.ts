import { type ActionOn, requireAction, subjectTypeName, type SubjectType } from '../../policies/index.js';
import { requestParameter } from '../context/request-parameter.js';
import { named } from '../routes/handler-decorator.js';
import { recordedParameter } from '../routes/parameter-uses.js';
import type { SubjectLoaderReference } from '../routes/subject-loaders.js';

const subject = requestParameter<SubjectLoaderReference | undefined>((request, loader) =>
  request.subject(loader),
);

/**
 * The instance that `@Can(..., { subject: Loader })` loaded and decided about. It is loaded once: the handler
 * works on the very object the decision was made on.
 *
 * @param loader - Needed only where a handler has several.
 * @throws ConfigurationError while the application starts, if no requirement of the handler loads it.
 *
 * @example
 * ```ts
 * import { Controller, Get, Injectable } from '@nestjs/common';
 * import { Can, Subject, type SubjectLoader } from 'castellan';
 *
 * interface Article {
 *   readonly title: string;
 * }
 *
 * @Injectable()
 * export class ArticleById implements SubjectLoader {
 *   load(): Article {
 *     return { title: 'Gates' };
 *   }
 * }
 *
 * @Controller('articles')
 * export class ArticleController {
 *   @Get(':id')
 *   @Can('read', 'Article', { subject: ArticleById })
 *   read(@Subject() article: Article) {
 *     return article;
 *   }
 * }
 * ```
 */
export function Subject(loader?: SubjectLoaderReference): ParameterDecorator {
  return recordedParameter({ kind: 'subject', loader }, subject(loader));
}

interface AccessibleQuestion {
  readonly action: string;
  readonly type: string;
}

const accessible = requestParameter<AccessibleQuestion>(({ ability, refusals }, { action, type }) => {
  const filter = ability.accessible(action, type);
  refusals.explainList(filter.unbuiltRules);
  return filter;
});

/**
 * A list filter made from the same rules that decide about single instances, as an `AccessibleFilter`: what it lets
 * through is exactly what `@Can(action, type)` would allow one by one. A rule that would allow items and was not built
 * from the caller's token is logged, once for each rule, so that an empty list can be explained.
 *
 * @throws ConfigurationError at decoration time if the action or the type is missing or empty.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Accessible, type AccessibleFilter, Authenticated } from 'castellan';
 *
 * const articles = [{ title: 'Gates', published: true }];
 *
 * @Controller('articles')
 * export class ArticlesController {
 *   @Get()
 *   @Authenticated()
 *   list(@Accessible('read', 'Article') readable: AccessibleFilter) {
 *     return readable.filter(articles);
 *   }
 * }
 * ```
 */
export function Accessible<const Subject extends SubjectType>(
  action: ActionOn<Subject>,
  type: Subject,
): ParameterDecorator {
  const question = named('Accessible', () => ({
    action: requireAction(action),
    subject: subjectTypeName(type),
  }));
  return recordedParameter(
    { kind: 'accessible', ...question },
    accessible({ action: question.action, type: question.subject }),
  );
}
