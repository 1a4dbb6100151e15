import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { CallerContextStorage } from '../../credentials/index.js';
import { AccessDeniedError, AuthenticationRequiredError } from '../../errors/index.js';
import { type Decision, evaluate, toError } from '../../policies/index.js';
import { TokenVerifier } from '../../tokens/index.js';
import { areClientsInjected } from '../aws/injected-clients.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { Refusals } from '../context/refusals.js';
import { type RequestContext, requestContextOf } from '../context/request-context.js';
import { ResponseCaching } from '../context/response-caching.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
import { RouteRequirements } from '../routes/route-requirement.js';
import { SubjectLoaders } from '../routes/subject-loaders.js';

/** Decides whether the caller may run the handler. A handler that asks for nothing is closed. */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(
    private readonly routes: RouteRequirements,
    private readonly loaders: SubjectLoaders,
    private readonly policies: ApplicationPolicies,
    private readonly callers: CallerContextStorage,
    private readonly refusals: Refusals,
    private readonly caching: ResponseCaching,
    private readonly verifier: TokenVerifier,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.refusals.guard(context, () => this.authorize(context));
  }

  private authorize(context: ExecutionContext): boolean | Promise<boolean> {
    const route = this.routes.of(context.getClass(), context.getHandler());
    const request = requestContextOf(context);
    const isAnonymous = request.caller.kind === 'anonymous';
    this.caching.protect(context, { isPublic: route.allowsAnonymous && isAnonymous });

    if (isAnonymous && !route.allowsAnonymous) throw new AuthenticationRequiredError();
    if (route.closed !== undefined) throw new AccessDeniedError(route.closed);
    if (route.requirement === undefined) return true;

    const decision = evaluate(route.requirement, {
      caller: request.caller,
      ability: request.ability,
      defaultPool: this.policies.defaultPool,
      now: this.verifier.now(),
      timeoutMilliseconds: this.options.decisionTimeoutMilliseconds,
      loadSubject: (loader) =>
        request.loadSubject(loader, () => {
          const load = () => this.loaders.load(loader, context);
          return areClientsInjected() ? this.callers.run(request, load) : load();
        }),
    });
    return decision instanceof Promise
      ? decision.then((settled) => enforce(settled, request))
      : enforce(decision, request);
  }
}

function enforce(decision: Decision, { caller }: RequestContext): true {
  if (decision.granted) return true;
  throw toError(decision, caller);
}
