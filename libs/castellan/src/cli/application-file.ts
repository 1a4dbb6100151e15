import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './usage.js';

/** What an application file can export. */
export type LoadedApplication = Type | DynamicModule | INestApplicationContext;

/**
 * Loads the root module of an application from a compiled file.
 *
 * @param reference `FILE` or `FILE#EXPORT`. The export is a module class, a dynamic module, an application, or a
 * function that makes one of these. Without a name it is the default export, or the only one that is a module.
 * @throws UsageError that says what was found and what to write.
 */
export async function loadApplication(reference: string, usage: string): Promise<LoadedApplication> {
  const [file = '', name] = reference.split('#', 2);
  const exported = await importFile(file, usage);
  const found = name === undefined ? onlyModule(exported, file, usage) : exported[name];
  if (found === undefined) {
    throw new UsageError(`${file} has no export ${name ?? ''}. It has ${names(exported)}.`, usage);
  }
  const made = await make(found, file, usage);
  if (isModule(made) || isApplication(made)) return made;
  throw new UsageError(
    `${reference} is neither a module, nor an application, nor a function that makes one of these.`,
    usage,
  );
}

async function importFile(file: string, usage: string): Promise<Readonly<Record<string, unknown>>> {
  const resolved = path.resolve(file);
  const isFile = await stat(resolved).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) {
    throw new UsageError(`There is no file ${resolved}. Name the compiled file of the root module.`, usage);
  }
  try {
    return exportsOf((await import(pathToFileURL(resolved).href)) as Readonly<Record<string, unknown>>);
  } catch (error) {
    throw new UsageError(`${file} cannot be loaded: ${messageOf(error)}`, usage);
  }
}

/** What a CommonJS file exports stands in its default export as a whole. */
function exportsOf(imported: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const whole = imported.default;
  if (typeof whole !== 'object' || whole === null || isModule(whole) || isApplication(whole)) return imported;
  return whole as Readonly<Record<string, unknown>>;
}

function onlyModule(exported: Readonly<Record<string, unknown>>, file: string, usage: string): unknown {
  const standard = exported.default;
  if (isModule(standard) || typeof standard === 'function') return standard;
  const modules = Object.values(exported).filter(isModuleClass);
  const [only, ...others] = modules;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(
    `${file} exports ${modules.length === 0 ? 'no module class' : `${modules.length} module classes`}. ` +
      `Name the export: ${file}#AppModule. It has ${names(exported)}.`,
    usage,
  );
}

async function make(found: unknown, file: string, usage: string): Promise<unknown> {
  if (typeof found !== 'function' || isClass(found)) return found;
  try {
    return await (found as () => unknown)();
  } catch (error) {
    throw new UsageError(`${found.name} of ${file} cannot make the application: ${messageOf(error)}`, usage);
  }
}

function isModule(value: unknown): value is Type | DynamicModule {
  if (isClass(value)) return true;
  return typeof value === 'object' && value !== null && isClass((value as { module?: unknown }).module);
}

/** Every class may be a root module; of several exports it is the one that says so. */
function isModuleClass(value: unknown): boolean {
  const marks = ['imports', 'controllers', 'providers', 'exports'];
  return (
    isClass(value) &&
    (marks.some((mark) => Reflect.hasMetadata(mark, value)) || value.name.endsWith('Module'))
  );
}

function isClass(value: unknown): value is Type {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

function isApplication(value: unknown): value is INestApplicationContext {
  return (
    typeof value === 'object' && value !== null && typeof (value as { get?: unknown }).get === 'function'
  );
}

function names(exported: Readonly<Record<string, unknown>>): string {
  return Object.keys(exported).join(', ') || 'no exports';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
