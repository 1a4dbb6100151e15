import { ConfigurationError } from '../../errors/index.js';
import type { TokenUse } from '../../tokens/index.js';
import { type HandlerDecorator, handlerDecorator, readMetadata, writeMetadata } from './handler-decorator.js';

const TOKEN_USE = 'castellan:token-use';
const POOLS = 'castellan:pools';

/** What one place, a class or a method of a prototype, says about its callers' tokens. */
export interface TokenDeclaration {
  readonly tokenUse: TokenUse | undefined;
  /** One list for each decorator on the place. */
  readonly pools: readonly (readonly string[])[];
}

/** Makes the decorator that says which type of token is accepted. A place has one. */
export function tokenUseDecorator(name: string, tokenUse: TokenUse): HandlerDecorator {
  return handlerDecorator(name, (target, property) => {
    if (tokenDeclarationOf(target, property).tokenUse !== undefined) {
      throw new ConfigurationError(`@${name} stands twice on the same handler or class. Keep one of them.`);
    }
    writeMetadata(TOKEN_USE, tokenUse, target, property);
  });
}

/** Makes the decorator that says whose tokens are accepted. */
export function poolDecorator(name: string, pools: readonly string[]): HandlerDecorator {
  return handlerDecorator(name, (target, property) => {
    writeMetadata(POOLS, [...tokenDeclarationOf(target, property).pools, pools], target, property);
  });
}

/** What is written on this very class, or on the method of this name in this very prototype. */
export function tokenDeclarationOf(target: object, property?: string | symbol): TokenDeclaration {
  return {
    tokenUse: readMetadata(TOKEN_USE, target, property) as TokenUse | undefined,
    pools: (readMetadata(POOLS, target, property) as string[][] | undefined) ?? [],
  };
}
