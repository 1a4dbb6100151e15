import type { ExecutionContext } from '@nestjs/common';
import type { AuthRequest } from '../../user-pool/routes/auth-route.js';
import type { RequestContext } from '../context/request-context.js';
import { requestParameter } from '../context/request-parameter.js';
import { httpRequest } from '../context/transport.js';

const authCall = requestParameter(authRequestOf);

/**
 * The request as the routes of `AuthController` take it, for a class that extends it and replaces a route.
 *
 * @example
 * ```ts
 * import { Controller, Post } from '@nestjs/common';
 * import { Public } from 'castellan';
 * import { AuthCall, AuthController, type AuthRequest } from 'castellan/user-pool';
 *
 * declare function checkCaptcha(token: string | string[] | undefined): Promise<void>;
 *
 * @Controller('auth')
 * export class CaptchaAuthController extends AuthController() {
 *   @Post('sign-up')
 *   @Public()
 *   override async signUp(@AuthCall() call: AuthRequest) {
 *     await checkCaptcha(call.request.headers['x-captcha']);
 *     return super.signUp(call);
 *   }
 * }
 * ```
 */
export function AuthCall(): ParameterDecorator {
  return authCall(undefined);
}

function authRequestOf(request: RequestContext, _data: undefined, context: ExecutionContext): AuthRequest {
  const { body, params } = context.switchToHttp().getRequest<Readonly<Record<'body' | 'params', unknown>>>();
  return {
    request: httpRequest(context),
    body,
    params,
    caller: request.caller,
    accessToken: request.tokens().bearerToken,
  };
}
