import { ConfigurationError } from '../../errors/index.js';
import type { TokenUse as TokenUseClaim } from '../../tokens/index.js';
import type { HandlerDecorator } from '../routes/handler-decorator.js';
import { poolDecorator, tokenUseDecorator } from '../routes/token-metadata.js';

/** Which of the two Cognito JWTs a token is: the value of its `token_use` claim. */
export type TokenUse = TokenUseClaim;

/**
 * Which type of token the handler is called with, in place of the `tokenUse` of its user pools. That of a handler
 * replaces that of its class. Any other token is refused with 401 `token_use_not_allowed`, on public handlers too.
 *
 * It says nothing about who may call: the handler needs a requirement besides.
 *
 * @throws ConfigurationError at decoration time if it is neither `'id'` nor `'access'`, or stands twice on one place.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated, Claim, TokenUse } from 'castellan';
 *
 * @Controller('profile')
 * @Authenticated()
 * export class ProfileController {
 *   @Get()
 *   @TokenUse('id')
 *   profile(@Claim('email') email: string) {
 *     return { email };
 *   }
 * }
 * ```
 */
export function TokenUse(tokenUse: TokenUse): HandlerDecorator {
  if ((tokenUse as unknown) !== 'id' && (tokenUse as unknown) !== 'access') {
    throw new ConfigurationError(`@TokenUse takes 'id' or 'access', found ${describe(tokenUse)}.`);
  }
  return tokenUseDecorator('TokenUse', tokenUse);
}

/**
 * The user pools, by the names of the configuration, whose tokens the handler accepts. Where it stands on the class
 * and on the handler, both must name the pool. Tokens of other pools are refused with 401 `token_pool_not_allowed`,
 * on public handlers too.
 *
 * It says nothing about who may call: the handler needs a requirement besides. A pool that is not configured stops
 * the application while it starts, and so does a handler that is left without any pool.
 *
 * @throws ConfigurationError at decoration time if there is no name, or one is empty or not a string.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Groups, Pool } from 'castellan';
 *
 * @Controller('reports')
 * @Pool('staff')
 * export class ReportsController {
 *   @Get()
 *   @Groups({ any: ['auditors'], pool: 'staff' })
 *   reports() {
 *     return [];
 *   }
 * }
 * ```
 */
export function Pool(...names: readonly string[]): HandlerDecorator {
  if (names.length === 0) throw new ConfigurationError('@Pool takes the names of user pools, found none.');
  const wrong = names.findIndex((name: unknown) => typeof name !== 'string' || name === '');
  if (wrong !== -1) {
    throw new ConfigurationError(`@Pool takes the names of user pools, found ${describe(names[wrong])}.`);
  }
  return poolDecorator('Pool', Object.freeze([...names]));
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
