import { type ExecutionContext, Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import {
  assertOnlyDenies,
  combinedSessionPolicy,
  type CredentialsDemand,
  type IdentityPoolCredentials,
  sessionPolicyText,
} from '../../credentials/index.js';
import { ConfigurationError } from '../../errors/index.js';
import type { UserPrincipal } from '../../tokens/index.js';
import { IDENTITY_POOL_CREDENTIALS } from '../castellan.tokens.js';
import { classChainOf, type Handler, namesOf, prototypesOf } from '../routes/class-methods.js';
import { handlerHosts } from '../routes/handler-hosts.js';
import { PerHandler } from '../routes/per-handler.js';
import {
  type CredentialsDeclaration,
  credentialsDeclarationOf,
  type DeclaredPolicy,
} from './credentials-metadata.js';

/** What is written on a handler and on its class about credentials. */
interface HandlerCredentials {
  readonly role: string | undefined;
  /** The outermost first. */
  readonly policies: readonly DeclaredPolicy[];
  readonly allowsGuests: boolean;
}

/**
 * Finds what a handler asks of its callers' credentials, from `@AssumeRole`, `@ScopeDown` and `@AllowGuestCredentials`
 * on it and on its class.
 *
 * @throws ConfigurationError while the application starts, if a handler asks for what the strategy cannot give.
 */
@Injectable()
export class CredentialsDemands implements OnModuleInit {
  readonly #known = new PerHandler<HandlerCredentials | 'none'>((controller, handler) => {
    const found = handlerCredentialsOf(controller, handler);
    return asksNothing(found) ? 'none' : found;
  });

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    @Inject(IDENTITY_POOL_CREDENTIALS) private readonly credentials: IdentityPoolCredentials | undefined,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.credentials?.open();
    for (const { type, prototype } of handlerHosts(this.discovery)) {
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const found = this.#known.of(type, Reflect.get(prototype, name) as Handler);
        if (found !== 'none') this.check(`${type.name}.${name}`, found);
      }
    }
  }

  /** Whether a handler asks anything of its callers' credentials. */
  asksFor(controller: Type, handler: Handler): boolean {
    return this.#known.of(controller, handler) !== 'none';
  }

  /** What this very call asks; `undefined` for most, which ask nothing. */
  of(context: ExecutionContext): CredentialsDemand | undefined {
    const found = this.#known.of(context.getClass(), context.getHandler());
    if (found === 'none') return undefined;
    const { role, policies, allowsGuests } = found;
    return {
      allowsGuests,
      ...(role !== undefined && { role }),
      ...(policies.length > 0 && {
        sessionPolicy: (user: UserPrincipal) => sessionPolicyOf(policies, user, context),
      }),
    };
  }

  private check(where: string, { role, policies, allowsGuests }: HandlerCredentials): void {
    const strategy = this.credentials?.strategy;
    const wrong = (what: string): never => {
      throw new ConfigurationError(`${where} ${what}`);
    };
    if (strategy === undefined) {
      return wrong(
        'asks for AWS credentials and none are configured. Add identityPool or credentials to the options.',
      );
    }
    if (role !== undefined && !strategy.roles.has(role)) {
      wrong(
        `has @AssumeRole(${JSON.stringify(role)}), and the strategy '${strategy.name}' has ` +
          (strategy.roles.size === 0
            ? 'no roles. Add them as roles: { NAME: ARN }.'
            : `the roles ${[...strategy.roles].join(', ')}.`),
      );
    }
    if (policies.length > 0 && !strategy.scopesDown) {
      wrong(
        `has @ScopeDown, and AWS takes no session policy with the strategy '${strategy.name}'. Use 'classic', ` +
          "'webIdentity' or 'tokenVending', or a role that allows no more than this.",
      );
    }
    const added = strategy.hasSessionPolicy ? policies : policies.slice(1);
    for (const policy of added) {
      if (typeof policy === 'string') assertOnlyDenies(policy);
    }
    if (!allowsGuests) return;
    if (!strategy.allowsGuests) {
      wrong(
        'has @AllowGuestCredentials(), and guests get no credentials. Add guests: true to the identityPool.',
      );
    }
    if (role !== undefined)
      wrong('has @AllowGuestCredentials() and @AssumeRole, and guests have the guest role only.');
  }
}

function sessionPolicyOf(
  policies: readonly DeclaredPolicy[],
  user: UserPrincipal,
  context: ExecutionContext,
): string {
  const texts = policies.map((policy) =>
    typeof policy === 'string' ? policy : sessionPolicyText('@ScopeDown', policy(user, context)),
  );
  return texts.reduce((outer, inner) => combinedSessionPolicy(outer, inner) ?? outer);
}

function asksNothing({ role, policies, allowsGuests }: HandlerCredentials): boolean {
  return role === undefined && policies.length === 0 && !allowsGuests;
}

function handlerCredentialsOf(controller: Type, handler: Handler): HandlerCredentials {
  const prototypes = prototypesOf(controller);
  const names = namesOf(prototypes, handler);
  const ofMethods = names.flatMap((name) =>
    prototypes.map((prototype) => credentialsDeclarationOf(prototype, name)),
  );
  const ofClasses = classChainOf(controller).map((type) => credentialsDeclarationOf(type));
  const nearestFirst = [...ofMethods, ...ofClasses];
  return {
    role: nearestFirst.find(({ role }) => role !== undefined)?.role,
    policies: nearestFirst.toReversed().flatMap(({ policies }: CredentialsDeclaration) => policies),
    allowsGuests: nearestFirst.some(({ allowsGuests }) => allowsGuests),
  };
}
