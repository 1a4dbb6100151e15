import { AccessDeniedError, AuthenticationRequiredError, ConfigurationError } from '../../errors/index.js';
import type { UserPrincipal } from '../../tokens/index.js';
import { requestParameter } from '../context/request-parameter.js';
import { recordedParameter } from '../routes/parameter-uses.js';

const currentUser = requestParameter(({ caller }): UserPrincipal => {
  if (caller.kind === 'user') return caller;
  if (caller.kind === 'anonymous')
    throw new AuthenticationRequiredError('The handler asks for @CurrentUser().');
  throw new AccessDeniedError(
    'The handler asks for @CurrentUser() and the caller is a program. Use @CurrentCaller() if programs may call it.',
  );
});

/**
 * The user who calls, as a `UserPrincipal`. An anonymous caller is answered with 401, a program with 403.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated, CurrentUser, type UserPrincipal } from 'castellan';
 *
 * @Controller('me')
 * export class MeController {
 *   @Get()
 *   @Authenticated()
 *   me(@CurrentUser() user: UserPrincipal) {
 *     return { username: user.username };
 *   }
 * }
 * ```
 */
export function CurrentUser(): ParameterDecorator {
  return currentUser(undefined);
}

const currentCaller = requestParameter(({ caller }) => caller);

/**
 * Whoever calls, as a `Caller`: a user, a program or the anonymous caller. Discriminate on `kind`.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { type Caller, CurrentCaller, Public } from 'castellan';
 *
 * @Controller('greeting')
 * export class GreetingController {
 *   @Get()
 *   @Public()
 *   greet(@CurrentCaller() caller: Caller) {
 *     return caller.kind === 'user' ? `Hello ${caller.username}` : 'Hello';
 *   }
 * }
 * ```
 */
export function CurrentCaller(): ParameterDecorator {
  return currentCaller(undefined);
}

const currentAbility = requestParameter((request, _data, context) => request.abilityFor(context));

/**
 * What the caller may do, from the policies of the application, as a `CallerAbility`. What is asserted with it is recorded
 * as the decisions of routes are, if the option `decisionLog` is set.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated, type CallerAbility, CurrentAbility } from 'castellan';
 *
 * @Controller('me')
 * @Authenticated()
 * export class RightsController {
 *   @Get('rights')
 *   rights(@CurrentAbility() ability: CallerAbility) {
 *     return { mayWrite: ability.can('create', 'Article') };
 *   }
 * }
 * ```
 */
export function CurrentAbility(): ParameterDecorator {
  return currentAbility(undefined);
}

const claim = requestParameter<string>(({ caller }, name) =>
  caller.kind === 'anonymous' ? undefined : caller.claims[name],
);

/**
 * One claim of the caller's token, exactly as signed; `undefined` where the token has none or the caller is
 * anonymous. Nothing is coerced. Cognito puts attributes such as `email` into ID tokens only.
 *
 * @param name - The name of the claim, such as `client_id`, or `email` of an ID token.
 * @throws ConfigurationError at decoration time if the name is empty.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated, Claim } from 'castellan';
 *
 * @Controller('me')
 * @Authenticated()
 * export class MeController {
 *   @Get('client')
 *   client(@Claim('client_id') clientId: unknown) {
 *     return { clientId };
 *   }
 * }
 * ```
 */
export function Claim(name: string): ParameterDecorator {
  if (typeof name !== 'string' || name === '') {
    throw new ConfigurationError(`@Claim needs the name of a claim, such as @Claim('client_id').`);
  }
  return recordedParameter({ kind: 'claim', claim: name }, claim(name));
}
