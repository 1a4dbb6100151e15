import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { type TokenExpectation, type TokenUse, TokenVerifier } from '../../tokens/index.js';
import { classChainOf, type Handler, namesOf, prototypesOf } from './class-methods.js';
import { handlerHosts } from './handler-hosts.js';
import { PerHandler } from './per-handler.js';
import { tokenDeclarationOf } from './token-metadata.js';

/**
 * Finds what a handler expects of its callers' tokens, from `@TokenUse` and `@Pool` on it and on its class.
 *
 * - The nearest `@TokenUse` counts: that of the handler, else that of the class, else that of a class it extends.
 * - Pools must be named by every `@Pool`.
 * - A method that overrides another one expects what the overridden one does, unless it says more.
 *
 * @throws ConfigurationError while the application starts, if a handler names a pool that is not configured or
 * accepts the tokens of no pool.
 */
@Injectable()
export class TokenExpectations implements OnModuleInit {
  readonly #pools: readonly string[];
  readonly #resolvesPools: boolean;
  readonly #known = new PerHandler((controller, handler) => this.find(controller, handler));

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    verifier: TokenVerifier,
  ) {
    this.#pools = verifier.userPools.map(({ name }) => name);
    this.#resolvesPools = verifier.resolvesPools;
  }

  /** Handlers are in controllers, and in providers where they answer something else than HTTP. */
  onModuleInit(): void {
    for (const { type, prototype } of handlerHosts(this.discovery)) {
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        this.of(type, Reflect.get(prototype, name) as Handler);
      }
    }
  }

  of(controller: Type, handler: Handler): TokenExpectation {
    return this.#known.of(controller, handler);
  }

  private find(controller: Type, handler: Handler): TokenExpectation {
    return tokenExpectationOf(controller, handler, (where, name) => this.requireConfigured(where, name));
  }

  private requireConfigured(where: string, name: string): void {
    if (this.#resolvesPools || this.#pools.includes(name)) return;
    throw new ConfigurationError(
      `@Pool of ${where} names the user pool "${name}", which is not configured. The configured pools are ` +
        `${this.#pools.join(', ')}.`,
    );
  }
}

/**
 * What is written on a handler and on its class about tokens.
 *
 * @param checkPool Is told of every pool that is named.
 */
export function tokenExpectationOf(
  controller: Type,
  handler: Handler,
  checkPool: (where: string, name: string) => void = () => undefined,
): TokenExpectation {
  const prototypes = prototypesOf(controller);
  const names = namesOf(prototypes, handler);
  const where = [controller.name, ...names.slice(0, 1).map(String)].join('.');
  const ofClasses = classChainOf(controller).map((type) => tokenDeclarationOf(type));
  const ofMethods = names.map((name) => prototypes.map((prototype) => tokenDeclarationOf(prototype, name)));

  const tokenUse = onlyUse(
    where,
    ofMethods.flatMap((declarations) => nearestUse(declarations) ?? []),
  );
  const lists = [...ofClasses, ...ofMethods.flat()].flatMap((declaration) => declaration.pools);
  for (const name of lists.flat()) checkPool(where, name);
  const pools = commonPools(where, lists);
  const expectedUse = tokenUse ?? nearestUse(ofClasses);
  return Object.freeze({
    ...(expectedUse !== undefined && { tokenUse: expectedUse }),
    ...(pools !== undefined && { pools }),
  });
}

function commonPools(where: string, lists: readonly (readonly string[])[]): readonly string[] | undefined {
  const [first, ...others] = lists;
  if (first === undefined) return undefined;
  const common = first.filter((name) => others.every((list) => list.includes(name)));
  if (common.length > 0) return common;
  throw new ConfigurationError(
    `${where} accepts the tokens of no user pool: what @Pool names on it and on its class has no pool in common ` +
      `(${lists.map((list) => list.join(', ')).join(' / ')}). A handler can only narrow what its class accepts.`,
  );
}

/** Declarations along the prototype chain, nearest first. */
function nearestUse(
  declarations: readonly { readonly tokenUse: TokenUse | undefined }[],
): TokenUse | undefined {
  return declarations.find(({ tokenUse }) => tokenUse !== undefined)?.tokenUse;
}

/** A function that is a method under several names has to expect the same under each. */
function onlyUse(where: string, uses: readonly TokenUse[]): TokenUse | undefined {
  if (new Set(uses).size <= 1) return uses[0];
  throw new ConfigurationError(
    `${where} has another @TokenUse under each of its names. Write the same on each.`,
  );
}
