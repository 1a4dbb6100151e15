import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AccessDeniedError,
  type Answer,
  AuthenticationRequiredError,
  type CastellanError,
  ConfigurationError,
  toAnswer,
} from '../../errors/index.js';
import { type Decision, evaluate, outlineOf, type RequestValue, toError } from '../../policies/index.js';
import type { Caller } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { ApplicationPolicies } from '../policies/application-policies.js';
import { RouteRequirements } from '../routes/route-requirement.js';
import { tokenExpectationOf } from '../routes/token-expectations.js';
import { claimedCaller, type GivenClaims } from './claimed-caller.js';
import { DetachedHttpAdapter } from './detached-http-adapter.js';
import { considered, type ExplainedQuestion, itemQuestions } from './explained-questions.js';
import { questionsIn } from './questions.js';
import type { RoutedHandler } from './route-entries.js';
import type { RouteEntry } from './route-entry.js';
import { routeParameters } from './route-parameters.js';
import { RouteTable } from './route-table.js';
import { isApplication } from './routes-of.js';

/** A request that is explained instead of made. */
export interface ExplainedRequest {
  /** The route as the table has it, such as `PATCH /documents/:id`. */
  readonly route: string;
  /** The claims of the caller's token; `undefined` for a caller without one. */
  readonly claims?: GivenClaims | undefined;
  /** What every loader of the route would load; `null` where there is no such instance. */
  readonly subject?: unknown;
  /** Route parameters, for requirements that read them. */
  readonly params?: Readonly<Record<string, string>>;
  /** Headers by their names in lower case, for requirements that read them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The host of the request, for requirements that read it. */
  readonly host?: string | undefined;
  /** The parsed body, for requirements that read it. */
  readonly body?: unknown;
}

/** A part of a request that a decision asked for. */
export type RequestPart = RequestValue | { readonly kind: 'subject' | 'body' };

/** A decision, step by step. */
export interface Explanation {
  readonly route: RouteEntry;
  /** `undefined` where the token would be refused. */
  readonly caller: Caller | undefined;
  /** What was taken for granted about the token. */
  readonly assumed: readonly string[];
  /** Absent where nothing was decided: the token is refused, or nothing is asked. */
  readonly decision?: Decision;
  readonly questions: readonly ExplainedQuestion[];
  /** What was asked for to decide and the request does not have. */
  readonly missing: readonly RequestPart[];
  /** Whether the handler would run. */
  readonly granted: boolean;
  /** Why not, for developers. */
  readonly because?: string;
  /** What the caller would be answered. Absent where the handler runs. */
  readonly answer?: Answer;
}

/**
 * Explains how a request to a route would be decided. The application's providers are made, because its policies are
 * among them; it is not started, so no hook of its life cycle runs and nothing listens.
 *
 * @throws ConfigurationError if there is no such route or route parameter, or the claims are not those of a token.
 *
 * @example
 * ```ts
 * import type { INestApplication } from '@nestjs/common';
 * import { explain } from 'castellan';
 *
 * export async function mayEditorsRename(app: INestApplication): Promise<boolean> {
 *   const { granted } = await explain(app, {
 *     route: 'PATCH /documents/:id',
 *     params: { id: '7' },
 *     claims: { sub: 'alice', 'cognito:groups': ['editors'] },
 *   });
 *   return granted;
 * }
 * ```
 */
export async function explain(
  application: Type | DynamicModule | INestApplicationContext,
  request: ExplainedRequest,
): Promise<Explanation> {
  const app = isApplication(application)
    ? application
    : await NestFactory.create(application, new DetachedHttpAdapter(), {
        logger: false,
        abortOnError: false,
      });
  const policies = app.get(ApplicationPolicies, { strict: false });
  if (policies.isReady) return explained(app, policies, request);
  await policies.onModuleInit();
  try {
    return await explained(app, policies, request);
  } finally {
    policies.onApplicationShutdown();
  }
}

async function explained(
  app: INestApplicationContext,
  policies: ApplicationPolicies,
  request: ExplainedRequest,
): Promise<Explanation> {
  const options = app.get<ResolvedCastellanOptions>(CASTELLAN_OPTIONS, { strict: false });
  const { entry, entryPoint } = routeNamed(request.route, app.get(RouteTable, { strict: false }).handlers);
  requireParameters(entry, request);
  const { type, handler } = entryPoint;
  const route = app.get(RouteRequirements, { strict: false }).of(type, handler);
  const expectation = tokenExpectationOf(type, handler);
  const claimed = await claimedCaller(request.claims, options, expectation, Date.now());
  const { caller } = claimed;
  const assumed = [
    ...claimed.assumed,
    ...(route.revalidation === undefined ? [] : ['Cognito is not asked whether it still accepts the token.']),
  ];

  const known = { route: entry, caller, assumed, questions: [], missing: [] };
  const refused = (error: CastellanError): Explanation => ({
    ...known,
    granted: false,
    because: error.message,
    answer: toAnswer(error, options),
  });
  if (caller === undefined) return refused(claimed.refusal);
  if (caller.kind === 'anonymous' && !route.allowsAnonymous)
    return refused(new AuthenticationRequiredError());
  if (route.closed !== undefined) return refused(new AccessDeniedError(route.closed));

  const ability = policies.set.abilityFor(caller);
  const aboutItems = itemQuestions(ability, entry);
  if (route.requirement === undefined) return { ...known, questions: aboutItems, granted: true };

  const missing = new MissingParts();
  const decision = await evaluate(route.requirement, {
    caller,
    ability,
    defaultPool: policies.defaultPool,
    now: claimed.now,
    timeoutMilliseconds: options.decisionTimeoutMilliseconds,
    loadSubject: () => missing.note({ kind: 'subject' }, request.subject),
    readRequest: (source) => missing.note(source, valueOf(request, source)),
    readBody: () => missing.note({ kind: 'body' }, request.body),
    defaultTenant: options.defaultTenant,
  });
  const questions = [
    ...questionsIn(outlineOf(route.requirement)).map((asked) => considered(ability, asked, request.subject)),
    ...aboutItems,
  ];
  const found = { decision, questions, missing: missing.parts };
  return decision.granted
    ? { ...known, ...found, granted: true }
    : { ...refused(toError(decision, caller)), ...found };
}

/** Remembers what was asked for and is not there. */
class MissingParts {
  readonly #parts = new Map<string, RequestPart>();

  get parts(): readonly RequestPart[] {
    return [...this.#parts.values()];
  }

  note<Value>(part: RequestPart, value: Value): Value {
    if (value === undefined) this.#parts.set(JSON.stringify(part), part);
    return value;
  }
}

function requireParameters({ kind, route }: RouteEntry, { params = {} }: ExplainedRequest): void {
  const known = kind === 'http' ? routeParameters(route) : [];
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ConfigurationError(
    `The route "${route}" has no parameter "${unknown}". ` +
      (known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`),
  );
}

function routeNamed(route: string, handlers: readonly RoutedHandler[]): RoutedHandler {
  const found = handlers.filter(({ entry }) => entry.route === route);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const known = handlers.map(({ entry }) => `  ${entry.route}  ${entry.handler}`).join('\n');
  throw new ConfigurationError(
    `There ${only === undefined ? 'is no route' : `are ${found.length} routes`} "${route}". ` +
      `The routes of the application are:\n${known}`,
  );
}

function valueOf({ params, headers, host }: ExplainedRequest, source: RequestValue): string | undefined {
  if (source.kind === 'host') return host;
  const values = source.kind === 'param' ? params : headers;
  return values !== undefined && Object.hasOwn(values, source.name) ? values[source.name] : undefined;
}
