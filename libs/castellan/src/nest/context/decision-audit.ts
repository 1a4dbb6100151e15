import {
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DecisionLog, type ObservedRequest, readRequestId } from '../../decisions/index.js';
import { ConfigurationError } from '../../errors/index.js';
import {
  type Decision,
  type DecisionContext,
  evaluate,
  type PolicySet,
  type Requirement,
  type SubjectReference,
} from '../../policies/index.js';
import { type Caller, TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { Doors } from '../doors/doors.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
import { partDecisionAuditOptions } from '../../setup/decision-audit-options.js';
import { observedRoute } from './observed-route.js';
import type { RequestContext } from './request-context.js';

/** Records the decisions of the application, if the option `decisionLog` says so, and lets policies on trial decide. */
@Injectable()
export class DecisionAudit implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Castellan');
  readonly #log: DecisionLog | undefined;
  readonly #requestIdHeader: string | undefined;

  constructor(
    private readonly policies: ApplicationPolicies,
    private readonly doors: Doors,
    verifier: TokenVerifier,
    @Inject(CASTELLAN_OPTIONS) { decisionLog, idTokenHeader }: ResolvedCastellanOptions,
  ) {
    if (decisionLog === undefined) return;
    const { logOptions, requestIdHeader } = partDecisionAuditOptions(decisionLog, idTokenHeader);
    this.#requestIdHeader = requestIdHeader;
    this.#log = new DecisionLog(logOptions, {
      clock: () => verifier.now(),
      onProblem: (message, cause) => {
        this.#logger.error(message, cause instanceof Error ? cause.stack : undefined);
      },
    });
  }

  /** @throws ConfigurationError if there are policies on trial and nobody would learn what they decide. */
  onApplicationBootstrap(): void {
    if (this.#log !== undefined || this.policies.shadowSet === undefined) return;
    throw new ConfigurationError(
      'There are policies with @Policies({ shadow: true }) and nothing records how they differ. Add the option ' +
        'decisionLog: { sink: ... } to CastellanModule, or remove them.',
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#log?.flush();
  }

  /** Whether decisions are recorded, so that each has to be made. */
  get records(): boolean {
    return this.#log !== undefined;
  }

  /**
   * Decides as `evaluate` does, and records it.
   *
   * @param load Loads a subject for policies on trial, apart from what the request has loaded: the handler gets to see
   * that.
   */
  evaluate(
    requirement: Requirement,
    decisionContext: DecisionContext,
    context: ExecutionContext,
    load: (loader: SubjectReference) => unknown,
  ): Decision | Promise<Decision> {
    if (this.#log === undefined) return evaluate(requirement, decisionContext);
    const policies = this.shadowSet();
    return this.#log.evaluate(requirement, decisionContext, {
      about: () => this.about(context),
      ...(policies && { shadow: { policies, loadSubject: load } }),
    });
  }

  /** Records a decision that no requirement made. */
  record(caller: Caller, decision: Decision, context: ExecutionContext): void {
    this.#log?.record(caller, decision, () => this.about(context));
  }

  /** Has recorded what handlers of a request assert. */
  attach(request: RequestContext): void {
    const log = this.#log;
    if (log === undefined) return;
    request.observeAssertions((context) => (assertion) => {
      const policies = this.shadowSet();
      log.recordAssertion(request.caller, assertion, {
        about: () => this.about(context),
        ...(policies && { shadow: { policies } }),
      });
    });
  }

  /** A reload of what is in force can leave policies on trial that do not fit any more: they are left out. */
  private shadowSet(): PolicySet | undefined {
    try {
      return this.policies.shadowSet;
    } catch (error) {
      this.#logger.error('The policies on trial do not fit to those in force any more.', error);
      return undefined;
    }
  }

  private about(context: ExecutionContext): ObservedRequest {
    const route = observedRoute(context);
    if (this.#requestIdHeader === undefined) return { route };
    const requestId = readRequestId(this.doors.of(context).rawHeaders(context), this.#requestIdHeader);
    return requestId === undefined ? { route } : { route, requestId };
  }
}
