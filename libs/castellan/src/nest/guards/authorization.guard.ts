import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { CallerContextStorage } from '../../credentials/index.js';
import {
  type Decision,
  type DecisionContext,
  deny,
  grant,
  type SubjectReference,
  toError,
} from '../../policies/index.js';
import { type Caller, TokenVerifier } from '../../tokens/index.js';
import { UnloadedSubjects } from '../audit/unloaded-subjects.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { DecisionAudit } from '../context/decision-audit.js';
import { areCallersFollowed } from '../context/followed-callers.js';
import { Refusals } from '../context/refusals.js';
import { requestContextOf } from '../context/attached-contexts.js';
import type { RequestContext } from '../context/request-context.js';
import type { Door } from '../doors/door.js';
import { Doors } from '../doors/doors.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
import { type RouteRequirement, RouteRequirements } from '../routes/route-requirement.js';
import { SubjectLoaders } from '../routes/subject-loaders.js';

/**
 * Decides whether the caller may run the handler. A handler that asks for nothing is closed.
 *
 * @example
 * ```ts
 * import type { CanActivate, INestApplication } from '@nestjs/common';
 * import { AuthorizationGuard } from 'castellan';
 *
 * // The guard is global; what needs it elsewhere asks the application for it.
 * export function guardOf(app: INestApplication): CanActivate {
 *   return app.get(AuthorizationGuard);
 * }
 * ```
 */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(
    private readonly routes: RouteRequirements,
    private readonly loaders: SubjectLoaders,
    private readonly policies: ApplicationPolicies,
    private readonly callers: CallerContextStorage,
    private readonly refusals: Refusals,
    private readonly doors: Doors,
    private readonly verifier: TokenVerifier,
    private readonly unloaded: UnloadedSubjects,
    private readonly audit: DecisionAudit,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.refusals.guard(context, () => this.authorize(context));
  }

  private authorize(context: ExecutionContext): boolean | Promise<boolean> {
    const route = this.routes.of(context.getClass(), context.getHandler());
    const request = requestContextOf(context);
    const isAnonymous = request.caller.kind === 'anonymous';
    const door = this.doors.of(context);
    door.protect?.(context, { isPublic: route.allowsAnonymous && isAnonymous });

    this.audit.attach(request);
    if (this.isKnownGrant(route, request)) return admit(request, context);
    const decision = this.decide(context, door, route, request);
    return decision instanceof Promise
      ? decision.then((settled) => this.enforce(settled, route, request, context))
      : this.enforce(decision, route, request, context);
  }

  /** Most requests are of callers who were let in before. Where decisions are recorded, each is made. */
  private isKnownGrant({ grants }: RouteRequirement, { caller, policies }: RequestContext): boolean {
    return grants !== undefined && !this.audit.records && grants.has(caller, policies);
  }

  private decide(
    context: ExecutionContext,
    door: Door,
    route: RouteRequirement,
    request: RequestContext,
  ): Decision | Promise<Decision> {
    const plain = plainDecision(route, request.caller);
    if (plain !== undefined || route.requirement === undefined) {
      const decision = plain ?? PUBLIC;
      this.audit.record(request.caller, decision, context);
      return decision;
    }
    const load = (loader: SubjectReference): unknown => {
      const run = () => this.loaders.load(loader, context);
      return areCallersFollowed() ? this.callers.run(request, run) : run();
    };
    const decisionContext: DecisionContext = {
      caller: request.caller,
      ability: request.ability,
      defaultPool: this.policies.defaultPool,
      now: this.verifier.now(),
      timeoutMilliseconds: this.options.decisionTimeoutMilliseconds,
      readBody: (argument) => door.readBody(context, argument),
      readRequest: (source) => door.readValue(context, source),
      defaultTenant: this.options.defaultTenant,
      tenantVerified: (tenant) => request.tenantVerified(tenant),
      loadSubject: (loader) => request.loadSubject(loader, () => load(loader)),
    };
    return this.audit.evaluate(route.requirement, decisionContext, context, load);
  }

  private enforce(
    decision: Decision,
    { grants }: RouteRequirement,
    request: RequestContext,
    context: ExecutionContext,
  ): true {
    if (decision.granted) {
      grants?.add(request.caller, request.policies, decision);
      return admit(request, context);
    }
    this.unloaded.denied(context.getClass(), context.getHandler(), decision);
    throw toError(decision, request.caller);
  }
}

const PUBLIC = grant('public');
const ANONYMOUS_DENIED = deny('anonymous', 'The request carries no bearer token and the handler needs one.');

function admit(request: RequestContext, context: ExecutionContext): true {
  request.admit(context);
  return true;
}

/** What is decided before anything is asked of the caller. */
function plainDecision({ allowsAnonymous, closed }: RouteRequirement, caller: Caller): Decision | undefined {
  if (caller.kind === 'anonymous' && !allowsAnonymous) return ANONYMOUS_DENIED;
  return closed === undefined ? undefined : deny('no_requirement', closed);
}
