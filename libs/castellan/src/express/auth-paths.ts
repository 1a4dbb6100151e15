import type { AuthRoute } from '../user-pool/routes/auth-route.js';
import type { RunHandler } from './handlers.js';

/** A route, and what runs for it. */
export interface MountedRoute {
  readonly route: AuthRoute;
  readonly handlers: readonly RunHandler[];
}

/** The route of a request, with the parameters of its path. */
export interface FoundRoute extends MountedRoute {
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern extends MountedRoute {
  readonly steps: readonly string[];
}

/** Finds the route of a request, below the path that the routes are mounted at. */
export class AuthPaths {
  readonly #patterns: readonly Pattern[];

  constructor(routes: readonly MountedRoute[]) {
    this.#patterns = routes.map((mounted) => ({ ...mounted, steps: mounted.route.path.split('/') }));
  }

  /** `undefined` where it is none of the routes. */
  find(method: string, url: string): FoundRoute | undefined {
    const [path = ''] = url.split('?', 1);
    const steps = path.replace(/^\//, '').replace(/\/$/, '').split('/');
    // As Express does: an answer to GET, of which only the head goes out.
    const wanted = method === 'HEAD' ? 'GET' : method;
    for (const { route, handlers, steps: pattern } of this.#patterns) {
      if (route.method !== wanted || pattern.length !== steps.length) continue;
      const params = matched(pattern, steps);
      if (params !== undefined) return { route, handlers, params };
    }
    return undefined;
  }
}

function matched(pattern: readonly string[], steps: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const step = steps[index] ?? '';
    if (!expected.startsWith(':')) {
      if (step !== expected) return undefined;
      continue;
    }
    const value = decoded(step);
    if (value === undefined || value === '') return undefined;
    params[expected.slice(1)] = value;
  }
  return params;
}

function decoded(step: string): string | undefined {
  try {
    return decodeURIComponent(step);
  } catch {
    return undefined;
  }
}
