import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { ErrorCode } from '../../errors/index.js';
import type { Caller, UserPrincipal } from '../../tokens/index.js';
import type { ClientContext } from '../client-context/client-context.js';
import type { UserPoolService } from '../user-pool-service.js';
import type { AuthRouteName } from './auth-route-names.js';

/** The method of a route. */
export type AuthRouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request at one of the routes, as every framework can tell of it. */
export interface AuthRequest {
  /** Node's own: headers, and the facts that risk is judged by. */
  readonly request: IncomingMessage;
  /** The body as it was parsed; not validated. */
  readonly body: unknown;
  /** The parameters of the path; not validated. */
  readonly params: unknown;
  /** Whoever the guards found to be calling. */
  readonly caller: Caller;
  /** The bearer token, which was verified. */
  readonly accessToken: string | undefined;
}

/** What the work of a route gets: everything is validated. */
export interface RouteCall<Body = unknown, Params = unknown> {
  readonly users: UserPoolService;
  readonly body: Body;
  readonly params: Params;
  /** The user of this pool whose access token came along; `undefined` where none did, as it may where everybody may call. */
  readonly principal: UserPrincipal | undefined;
  /** The user who calls, and the access token, where only users may. */
  readonly caller: { readonly user: UserPrincipal; readonly accessToken: string };
  /** From where the request comes, for the pool's threat protection. */
  readonly contextOf: (deviceData: string | undefined) => ClientContext;
}

type ObjectSchema = z.ZodObject<z.ZodRawShape>;

/** One route: where it is, what it takes, what it answers, and its work. */
export interface AuthRoute {
  readonly name: AuthRouteName;
  readonly method: AuthRouteMethod;
  /** Below the path that the routes are mounted at, without a slash at the start. */
  readonly path: string;
  /** Who may call: everybody, or users with an access token. */
  readonly access: 'everybody' | 'user';
  readonly summary: string;
  readonly description?: string;
  /** The status of a success. */
  readonly status: 200 | 202 | 204;
  readonly body?: z.ZodType;
  readonly params?: ObjectSchema;
  /** The body of a success. */
  readonly answer?: z.ZodType;
  /** The codes a client should be ready for, by status. Others may come. */
  readonly problems: Readonly<Record<number, readonly ErrorCode[]>>;
  /** Gives the body of the answer. */
  readonly run: (call: RouteCall) => Promise<object | undefined>;
}

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What is written for a route: its work gets what its schemas give. */
export type AuthRouteDefinition<
  Body extends z.ZodType | undefined,
  Params extends ObjectSchema | undefined,
> = Omit<AuthRoute, 'body' | 'params' | 'run'> & {
  readonly body?: Body;
  readonly params?: Params;
  readonly run: (call: RouteCall<OutputOf<Body>, OutputOf<Params>>) => Promise<object | undefined>;
};

/** Ties the work of a route to its schemas. */
export function authRoute<
  Body extends z.ZodType | undefined = undefined,
  Params extends ObjectSchema | undefined = undefined,
>(definition: AuthRouteDefinition<Body, Params>): AuthRoute {
  // The schemas have made of the call what the work takes.
  return definition as unknown as AuthRoute;
}
