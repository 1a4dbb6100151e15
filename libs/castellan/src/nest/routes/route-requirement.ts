import { Injectable, type Type } from '@nestjs/common';
import { allOf, KnownGrants, type Requirement } from '../../policies/index.js';
import { strictestRevalidation } from '../revocation/revalidation.requirement.js';
import { classChainOf, type Handler, namesOf, ownMethod, prototypesOf } from './class-methods.js';
import { PerHandler } from './per-handler.js';
import { type Declaration, declarationOf } from './requirement-metadata.js';

/** What a handler asks of its callers. */
export interface RouteRequirement {
  /** Whether a caller without credentials is let in as far as the decision. */
  readonly allowsAnonymous: boolean;
  /** Everything that must hold; `undefined` where nothing is asked. */
  readonly requirement: Requirement | undefined;
  /** Callers to whom it grants; `undefined` where it has to be asked each time. */
  readonly grants?: KnownGrants | undefined;
  /** How old, in seconds, Cognito's word on the token may be; `undefined` where Cognito is not asked. */
  readonly revalidation?: number | undefined;
  /** Why the handler is closed to everybody; `undefined` where it is not. */
  readonly closed: string | undefined;
}

/**
 * Finds what a handler asks, from the decorators on it and on its class.
 *
 * - Requirements of the class, of the classes it extends, and of the handler must all hold.
 * - `@Public()` on the handler lets anonymous callers in; on the class, only for handlers without a requirement
 *   of their own.
 * - A handler without anything is closed.
 * - A method that overrides a decorated one and has no decorator of its own is closed, whatever its class says:
 *   the requirement of the overridden method is gone, and falling back to less than it would open the route.
 * - A handler that is not a method of its class is closed: nobody can say what was written on it.
 */
@Injectable()
export class RouteRequirements {
  readonly #known = new PerHandler(effectiveRequirement);

  of(controller: Type, handler: Handler): RouteRequirement {
    return this.#known.of(controller, handler);
  }
}

function effectiveRequirement(controller: Type, handler: Handler): RouteRequirement {
  const prototypes = prototypesOf(controller);
  const names = namesOf(prototypes, handler);
  if (names.length === 0) {
    return closed(
      `A handler of ${controller.name} is not one of its methods, so what is written on it cannot be known. ` +
        `Write handlers as methods of the class, not as functions in a field.`,
    );
  }
  // A function with several names has to satisfy what is written on each.
  const ofHandler = names.map((name) => declarationOfMethod(prototypes, name));
  const overriding = ofHandler.find(({ losesDeclaration }) => losesDeclaration);
  if (overriding !== undefined) {
    return closed(
      `${controller.name}.${String(overriding.name)} overrides a handler that has a requirement, or checks ` +
        `fields, and does not do so itself. Repeat the decorators on the overriding method.`,
    );
  }

  const ofClasses = classChainOf(controller)
    .map((type) => declarationOf(type))
    .reverse();
  const handlerRequirements = ofHandler.flatMap(({ requirements }) => requirements);
  const requirements = [
    ...ofClasses.flatMap((declaration) => declaration.requirements),
    ...handlerRequirements,
  ];
  const allowsAnonymous =
    ofHandler.every(({ isPublic }) => isPublic) ||
    (handlerRequirements.length === 0 && ofClasses.some(({ isPublic }) => isPublic));
  if (requirements.length > 0) {
    const requirement = allOf(...requirements);
    return {
      allowsAnonymous,
      requirement,
      grants: KnownGrants.of(requirement),
      revalidation: strictestRevalidation(requirements),
      closed: undefined,
    };
  }
  if (allowsAnonymous) return { allowsAnonymous, requirement: undefined, closed: undefined };
  return closed(
    `${controller.name}.${names.map(String).join(', ')} has no requirement. Add @Authenticated(), @Groups(...), ` +
      `@Scopes(...), @Can(...) or @Public() to it or to its class.`,
  );
}

function closed(reason: string): RouteRequirement {
  return { allowsAnonymous: false, requirement: undefined, closed: reason };
}

interface MethodDeclaration extends Declaration {
  readonly name: string | symbol;
  /** Whether it overrides a method that says something, or checks fields, and does not do so itself. */
  readonly losesDeclaration: boolean;
}

/** What is written on the nearest method of a name. */
function declarationOfMethod(prototypes: readonly object[], name: string | symbol): MethodDeclaration {
  const [nearest, ...overridden] = prototypes
    .filter((prototype) => ownMethod(prototype, name) !== undefined)
    .map((prototype) => declarationOf(prototype, name));
  const declaration = nearest ?? { requirements: [], isPublic: false, checksFields: false };
  return {
    ...declaration,
    name,
    losesDeclaration:
      (isSilent(declaration) && overridden.some((inherited) => !isSilent(inherited))) ||
      (!declaration.checksFields && overridden.some(({ checksFields }) => checksFields)),
  };
}

function isSilent({ requirements, isPublic }: Declaration): boolean {
  return requirements.length === 0 && !isPublic;
}
