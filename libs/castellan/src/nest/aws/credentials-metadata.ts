import type { ExecutionContext } from '@nestjs/common';
import type { SessionPolicy } from '../../credentials/index.js';
import type { UserPrincipal } from '../../tokens/index.js';
import {
  type HandlerDecorator,
  handlerDecorator,
  readMetadata,
  writeMetadata,
} from '../routes/handler-decorator.js';
import { ConfigurationError } from '../../errors/index.js';

const ROLE = 'castellan:assume-role';
const POLICIES = 'castellan:scope-down';
const GUESTS = 'castellan:guest-credentials';

/** Makes a session policy for one call. */
export type ScopeDownPolicy = (user: UserPrincipal, context: ExecutionContext) => SessionPolicy;

/** A session policy that is checked already, as JSON, or one that is made for each call. */
export type DeclaredPolicy = string | ScopeDownPolicy;

/** What one place, a class or a method of a prototype, says about credentials. */
export interface CredentialsDeclaration {
  readonly role: string | undefined;
  readonly policies: readonly DeclaredPolicy[];
  readonly allowsGuests: boolean;
}

/** Makes the decorator that chooses a role. A place has one. */
export function roleDecorator(name: string, role: string): HandlerDecorator {
  return handlerDecorator(name, (target, property) => {
    if (credentialsDeclarationOf(target, property).role !== undefined) {
      throw new ConfigurationError(`@${name} stands twice on the same handler or class. Keep one of them.`);
    }
    writeMetadata(ROLE, role, target, property);
  });
}

/** Makes the decorator that narrows credentials. */
export function policyDecorator(name: string, policy: DeclaredPolicy): HandlerDecorator {
  return handlerDecorator(name, (target, property) => {
    const { policies } = credentialsDeclarationOf(target, property);
    writeMetadata(POLICIES, [...policies, policy], target, property);
  });
}

/** Makes the decorator that gives credentials to guests. */
export function guestsDecorator(name: string): HandlerDecorator {
  return handlerDecorator(name, (target, property) => writeMetadata(GUESTS, true, target, property));
}

/** What is written on this very class, or on the method of this name in this very prototype. */
export function credentialsDeclarationOf(target: object, property?: string | symbol): CredentialsDeclaration {
  return {
    role: readMetadata(ROLE, target, property) as string | undefined,
    policies: (readMetadata(POLICIES, target, property) as DeclaredPolicy[] | undefined) ?? [],
    allowsGuests: readMetadata(GUESTS, target, property) === true,
  };
}
