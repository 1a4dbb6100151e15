import type { Type } from '@nestjs/common';
import {
  type AcceptedTokens,
  contradictionIn,
  outlineOf,
  outlineText,
  passingCallers,
  type RequirementOutline,
  subjectTypeName,
} from '../../policies/index.js';
import type { TokenExpectation, TokenUse } from '../../tokens/index.js';
import type { UnguardedDoor } from '../castellan.options.js';
import { declaredReadableFields } from '../fields/readable-fields.decorator.js';
import { parameterUsesOf } from '../routes/parameter-uses.js';
import { RouteRequirements } from '../routes/route-requirement.js';
import { tokenExpectationOf } from '../routes/token-expectations.js';
import { addressesOf } from './addresses.js';
import { type EntryPoint, type EntryPointKind, nestClasses } from './entry-points.js';
import type { HttpSettings } from './http-paths.js';
import { questionsIn } from './questions.js';
import type { RouteEntry } from './route-entry.js';

/** What is known of the options of Castellan. */
export interface KnownOptions {
  /** The configured user pools; `undefined` where they are not known, or others are looked up as well. */
  readonly pools: readonly { readonly name: string; readonly tokenUse: TokenUse | null }[] | undefined;
  /** The pool of group names; `undefined` where it is not known. */
  readonly defaultPool: string | undefined;
  readonly unguardedDoors: readonly UnguardedDoor[];
}

const DOORS: Readonly<Partial<Record<EntryPointKind, UnguardedDoor>>> = {
  websocket: 'websockets',
  message: 'microservices',
};

/** A route and the method behind it. */
export interface RoutedHandler {
  readonly entry: RouteEntry;
  readonly entryPoint: EntryPoint;
}

/** Every handler of an application and what it asks, in the order of their addresses. */
export function routedHandlers(settings: HttpSettings, options: KnownOptions): readonly RoutedHandler[] {
  const requirements = new RouteRequirements();
  const routed = nestClasses(settings.modules)
    .flatMap(({ entryPoints }) => entryPoints)
    .flatMap((entryPoint) => {
      const asked = whatIsAsked(entryPoint, requirements, options);
      return addressesOf(entryPoint, settings).map((address) => ({
        entry: { ...address, ...asked },
        entryPoint,
      }));
    });
  return distinct(routed).sort(
    ({ entry: a }, { entry: b }) => compare(a.kind, b.kind) || compare(sortKey(a), sortKey(b)),
  );
}

/** {@link routedHandlers} as data. */
export function routeEntries(settings: HttpSettings, options: KnownOptions): readonly RouteEntry[] {
  return routedHandlers(settings, options).map(({ entry }) => entry);
}

function whatIsAsked(
  { kind, type, name, handler }: EntryPoint,
  requirements: RouteRequirements,
  options: KnownOptions,
): Omit<RouteEntry, 'route' | 'versions' | 'hosts'> {
  const place = { kind, handler: `${type.name}.${name}` };
  const door = DOORS[kind];
  if (door !== undefined && options.unguardedDoors.includes(door)) {
    return { ...place, public: false, unguarded: false, guardedElsewhere: true };
  }
  const { allowsAnonymous, requirement, closed } = requirements.of(type, handler);
  const expectation = tokenExpectationOf(type, handler);
  const { tokenUse, pools } = expectation;
  return {
    ...place,
    public: allowsAnonymous,
    unguarded: closed !== undefined,
    ...(closed !== undefined && { closedBecause: closed }),
    ...(requirement !== undefined && ofRequirement(outlineOf(requirement), expectation, options)),
    ...(tokenUse !== undefined && { tokenUse }),
    ...(pools !== undefined && { pools }),
    ...limitsOf(type, name),
  };
}

/** What limits the data of callers who were let in. */
function limitsOf(type: Type, name: string): Pick<RouteEntry, 'readableFields' | 'accessible'> {
  const fields = declaredReadableFields(type, name)?.question;
  const lists = parameterUsesOf(type, name).filter((use) => use.kind === 'accessible');
  return {
    ...(fields !== undefined && {
      readableFields: {
        action: fields.action,
        subject: subjectTypeName(fields.subject),
        ...(fields.at.length > 0 && { at: fields.at.join('.') }),
        unreadable: fields.unreadable,
      },
    }),
    ...(lists.length > 0 && { accessible: lists.map(({ action, subject }) => ({ action, subject })) }),
  };
}

function ofRequirement(
  whole: RequirementOutline,
  expectation: TokenExpectation,
  options: KnownOptions,
): Pick<RouteEntry, 'outline' | 'requirement' | 'passes' | 'impossibleBecause' | 'loads'> {
  const outline = withoutNeedlessComposition(whole);
  const tokens = acceptedTokens(expectation, options);
  const impossibleBecause = contradictionIn(outline, tokens);
  const passes = passingCallers(outline, tokens);
  const loads = loadsOf(questionsIn(outline));
  return {
    outline,
    requirement: outlineText(outline),
    ...(passes !== undefined && { passes }),
    ...(impossibleBecause !== undefined && { impossibleBecause }),
    ...(loads !== undefined && { loads }),
  };
}

/** Requirements are always put together by `allOf`, a single one too. */
function withoutNeedlessComposition(outline: RequirementOutline): RequirementOutline {
  if (!('members' in outline)) return outline;
  const [only, ...others] = outline.members.map(withoutNeedlessComposition);
  if (only !== undefined && others.length === 0) return only;
  return { kind: outline.kind, members: outline.members.map(withoutNeedlessComposition) };
}

function acceptedTokens({ tokenUse, pools }: TokenExpectation, options: KnownOptions): AcceptedTokens {
  const accepted = options.pools?.filter(({ name }) => pools?.includes(name) ?? true);
  const uses = new Set(accepted?.map((pool) => pool.tokenUse));
  const [only] = uses;
  return {
    defaultPool: options.defaultPool,
    pools: pools ?? accepted?.map(({ name }) => name),
    tokenUse: tokenUse ?? (uses.size === 1 ? (only ?? undefined) : undefined),
  };
}

function loadsOf(questions: readonly { readonly loads: boolean }[]): RouteEntry['loads'] {
  if (questions.length === 0) return undefined;
  if (questions.every(({ loads }) => loads)) return 'all';
  return questions.some(({ loads }) => loads) ? 'some' : 'none';
}

/** A class that stands in two modules is routed twice, with the same answer. */
function distinct(routed: readonly RoutedHandler[]): RoutedHandler[] {
  return [...new Map(routed.map((one) => [JSON.stringify(one.entry), one])).values()];
}

function sortKey({ route, versions = [], hosts = [], handler }: RouteEntry): string {
  // By path first, so that what is about one thing stands together.
  const [method = '', path = ''] = route.split(' ', 2);
  return JSON.stringify([path, method, versions, hosts, handler]);
}

/** The same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
