import { ConfigurationError } from '../../errors/index.js';
import type { CheckFieldsOptions } from '../../policies/index.js';
import { handlerDecorator } from '../routes/handler-decorator.js';
import { writeFieldCheck } from '../routes/requirement-metadata.js';

/**
 * Asks the question of the handler's `@Can` about every field that the body of the request names, on the loaded
 * instance, instead of about the subject as a whole. One that the caller may not change refuses the request (403), and
 * the handler does not run. The refusal does not say which; the log does.
 *
 * A body that is no object is refused, as are a JSON Patch, `__proto__` or `constructor` anywhere in it, and names that
 * are paths or operators (`a.b`, `a[b]`, `$set`). So is one that is parsed after the guards have run, as multipart
 * bodies are. Rules are asked about names as the client sends them: a pipe must not rename fields.
 *
 * @throws ConfigurationError at decoration time on a class or with an unknown option; while the application starts,
 * unless exactly one `@Can` without a field stands on the handler.
 *
 * @example
 * ```ts
 * import { Body, Controller, Patch } from '@nestjs/common';
 * import { Can, CheckFields, Subject } from 'castellan';
 *
 * declare function articleOfRequest(): Promise<{ title: string } | undefined>;
 *
 * @Controller('articles')
 * export class ArticlesController {
 *   @Patch(':id')
 *   @Can('update', 'Article', { subject: () => articleOfRequest() })
 *   @CheckFields()
 *   update(@Subject() article: object, @Body() changes: object) {
 *     return Object.assign(article, changes);
 *   }
 * }
 * ```
 */
export function CheckFields(options: CheckFieldsOptions = {}): MethodDecorator {
  return handlerDecorator('CheckFields', (target, property) => {
    if (property === undefined) {
      throw new ConfigurationError('@CheckFields stands on a class. Put it on the handler, beside its @Can.');
    }
    writeFieldCheck(options, target, property);
  });
}
