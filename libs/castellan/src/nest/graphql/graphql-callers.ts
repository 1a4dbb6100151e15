import type { IncomingMessage } from 'node:http';
import type { TokenExpectation } from '../../tokens/index.js';
import type { RequestContext } from '../context/request-context.js';

const CALLERS = Symbol('castellan.graphql-callers');

type WithCallers = IncomingMessage & { [CALLERS]?: GraphqlCallers };

/**
 * Who calls, for all fields of one HTTP request: its caller is found once for each handler, however many aliases and
 * batched operations name it. A request that was refused as a whole stays refused: no field of it runs.
 */
export class GraphqlCallers {
  readonly #found = new Map<TokenExpectation, RequestContext | Promise<RequestContext>>();
  #refusal: { readonly error: unknown } | undefined;
  #isAdmitted = false;

  /** The callers of a request. */
  static of(request: IncomingMessage): GraphqlCallers {
    const known = (request as WithCallers)[CALLERS];
    if (known !== undefined) return known;
    const callers = new GraphqlCallers();
    (request as WithCallers)[CALLERS] = callers;
    return callers;
  }

  /** Whether some field has been let in, so that the request cannot be refused as a whole any more. */
  get isAdmitted(): boolean {
    return this.#isAdmitted;
  }

  /** Refuses every field that has not been let in. */
  refuseAll(error: unknown): void {
    this.#refusal = { error };
  }

  /** @param expectation That of the handler: each handler has its own object. */
  find(
    expectation: TokenExpectation,
    identify: () => RequestContext | Promise<RequestContext>,
  ): RequestContext | Promise<RequestContext> {
    let found = this.#found.get(expectation);
    if (found === undefined) {
      this.requireNoRefusal();
      found = identify();
      this.#found.set(expectation, found);
    }
    return found instanceof Promise ? found.then((context) => this.admit(context)) : this.admit(found);
  }

  private admit(context: RequestContext): RequestContext {
    this.requireNoRefusal();
    this.#isAdmitted = true;
    return context;
  }

  private requireNoRefusal(): void {
    if (this.#refusal !== undefined) throw this.#refusal.error;
  }
}
