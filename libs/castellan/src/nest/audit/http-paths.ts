import {
  RequestMethod,
  type Type,
  VERSION_NEUTRAL,
  type VersioningOptions,
  VersioningType,
} from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { EntryPoint } from './entry-points.js';

/** How Nest marks classes and methods, and modules that have a path of their own. */
const PATH = 'path';
const METHOD = 'method';
const VERSION = '__version__';
const MODULE_PATH = '__module_path__';
const HOST = 'host';

/** What the paths of an application are made with. */
export interface HttpSettings {
  readonly config: ApplicationConfig;
  readonly modules: ModulesContainer;
}

/** One address of an HTTP handler. */
export interface HttpAddress {
  /** The method and the whole path, such as `GET /api/v1/articles/:id`. */
  readonly route: string;
  /** The versions it answers to, where they are not part of the path. */
  readonly versions?: readonly string[];
  /** The hosts it answers to, where it does not answer to all. */
  readonly hosts?: readonly string[];
}

type Version = string | symbol | readonly (string | symbol)[] | undefined;

/**
 * Every address of an HTTP handler, put together as Nest's router does: global prefix, version, path of the module,
 * of the controller and of the handler.
 */
export function httpAddresses(
  { type, handler, module }: EntryPoint,
  settings: HttpSettings,
): readonly HttpAddress[] {
  const versioning = settings.config.getVersioning();
  const method = (Reflect.getMetadata(METHOD, handler) as RequestMethod | undefined) ?? RequestMethod.GET;
  const ofHandler = Reflect.getMetadata(VERSION, handler) as Version;
  const version = versioning === undefined ? undefined : (ofHandler ?? versionOf(type, versioning));
  const hosts = listOf(
    Reflect.getMetadata(HOST, type) as string | RegExp | readonly (string | RegExp)[] | undefined,
  );
  const inHeader = versioning !== undefined && versioning.type !== VersioningType.URI ? listOf(version) : [];
  return versionPrefixes(version, versioning).flatMap((prefix) =>
    join(
      [prefix],
      listOf(modulePath(module, settings.modules)),
      listOf(Reflect.getMetadata(PATH, type) as string | readonly string[]),
      listOf(Reflect.getMetadata(PATH, handler) as string | readonly string[]),
    ).map((path) => ({
      route: `${RequestMethod[method]} ${withGlobalPrefix(path, prefix, method, settings.config)}`,
      ...(inHeader.length > 0 && { versions: inHeader.map(versionName) }),
      ...(hosts.length > 0 && { hosts: hosts.map(String) }),
    })),
  );
}

function versionOf(type: Type, versioning: VersioningOptions): Version {
  return (Reflect.getMetadata(VERSION, type) as Version) ?? versioning.defaultVersion;
}

function versionPrefixes(version: Version, versioning: VersioningOptions | undefined): readonly string[] {
  if (version === undefined || versioning?.type !== VersioningType.URI) return [''];
  const prefix = versioning.prefix === false ? '' : (versioning.prefix ?? 'v');
  return listOf(version).map((one) => (one === VERSION_NEUTRAL ? '' : `/${prefix}${String(one)}`));
}

function versionName(version: string | symbol): string {
  return version === VERSION_NEUTRAL ? 'none' : String(version);
}

function modulePath(module: Type | undefined, modules: ModulesContainer): string | undefined {
  if (module === undefined) return undefined;
  const ofApplication = Reflect.getMetadata(MODULE_PATH + modules.applicationId, module) as
    string | undefined;
  return ofApplication ?? (Reflect.getMetadata(MODULE_PATH, module) as string | undefined);
}

function withGlobalPrefix(
  path: string,
  versionPrefix: string,
  method: RequestMethod,
  config: ApplicationConfig,
): string {
  const globalPrefix = config.getGlobalPrefix();
  if (globalPrefix === '' || isExcluded(path.slice(versionPrefix.length), method, config)) return tidy(path);
  return tidy(`/${globalPrefix.replace(/^\/+|\/+$/g, '')}${path}`);
}

function isExcluded(path: string, method: RequestMethod, config: ApplicationConfig): boolean {
  const { exclude = [] } = config.getGlobalPrefixOptions();
  return exclude.some(
    ({ requestMethod, pathRegex }) =>
      (requestMethod === RequestMethod.ALL || (requestMethod as number) === -1 || requestMethod === method) &&
      pathRegex.test(tidy(path)),
  );
}

/** Every combination of one of each, put one behind the other. */
function join(...parts: readonly (readonly string[])[]): readonly string[] {
  return parts
    .filter((choices) => choices.length > 0)
    .reduce<readonly string[]>(
      (paths, choices) =>
        paths.flatMap((path) => choices.map((choice) => `${path}/${choice.replace(/^\/+|\/+$/g, '')}`)),
      [''],
    );
}

function tidy(path: string): string {
  const tidied = `/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/+$/, '$1');
  return tidied;
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
