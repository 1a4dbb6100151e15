import type { RequirementOutline } from '../../policies/index.js';
import { parameterUsesOf } from '../routes/parameter-uses.js';
import type { RouteRequirements } from '../routes/route-requirement.js';
import type { SubjectLoaders } from '../routes/subject-loaders.js';
import type { RoutedHandler } from './route-entries.js';

/** Where an instance is to be loaded, or is asked for by `@Subject()`, and never could be. One sentence each. */
export function unloadableSubjects(
  handlers: readonly RoutedHandler[],
  requirements: RouteRequirements,
  loaders: SubjectLoaders,
): readonly string[] {
  return handlers.flatMap(({ entry, entryPoint: { type, name, handler } }) => {
    const { handler: place, route, outline, unguarded, guardedElsewhere } = entry;
    if (unguarded || guardedElsewhere) return [];
    const references: readonly unknown[] = requirements.of(type, handler).requirement?.references ?? [];
    const wanted = parameterUsesOf(type, name).filter((use) => use.kind === 'subject');
    const isMissing = (loader: unknown): boolean =>
      loader === undefined ? references.length === 0 : !references.includes(loader);
    return [
      ...references.flatMap((reference) => loaders.problemOf(reference) ?? []),
      // A requirement of the application may load what it does not say.
      ...(outline !== undefined && hasCustomPart(outline) ? [] : wanted)
        .filter(({ loader }) => isMissing(loader))
        .map(({ loader }) => missingText(loader)),
    ].map((problem) => `${place} (${route}): ${problem}`);
  });
}

function missingText(loader: unknown): string {
  const [asked, remedy] =
    loader === undefined
      ? ['@Subject() asks for an instance', '{ subject: Loader }']
      : [`@Subject(${nameOf(loader)}) asks for an instance`, `{ subject: ${nameOf(loader)} }`];
  return `${asked} and nothing loads it. Add @Can(action, type, ${remedy}), or remove the parameter.`;
}

function nameOf(loader: unknown): string {
  return typeof loader === 'function' && loader.name !== '' ? loader.name : 'loader';
}

function hasCustomPart(outline: RequirementOutline): boolean {
  if (outline.kind === 'custom') return true;
  if (outline.kind === 'not') return hasCustomPart(outline.member);
  return 'members' in outline && outline.members.some(hasCustomPart);
}
