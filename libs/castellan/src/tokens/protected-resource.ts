import { isLoopbackHttp } from './issuer.js';
import { describeType, describeValue, readOptions, wrongOption } from './option-checks.js';

/** What an API is called as a protected resource of OAuth, and what it says about itself. */
export interface ProtectedResourceOptions {
  /**
   * The resource identifier (RFC 8707, section 2; RFC 9728, section 1.2): the address of the API as its clients know
   * it, such as `https://api.example` or `https://api.example/v1`. An `https` address, or `http` on the loopback
   * interface, in its normal form, without query and fragment. It is compared as text with the `aud` of access
   * tokens, so write it exactly as clients ask Cognito for it.
   */
  readonly identifier: string;
  /**
   * Whether an access token without `aud` is refused too. Cognito writes `aud` into an access token only if the
   * client asked for a resource, which programs with client credentials cannot. Default false.
   */
  readonly requireAudience?: boolean;
  /** The scopes that clients may want to ask for. Default: not said. */
  readonly scopesSupported?: readonly string[];
  /** The name of the API, for people. Default: not said. */
  readonly name?: string;
  /** The address of a page for developers who use the API. Default: not said. */
  readonly documentation?: string;
}

/** A protected resource whose options have been checked. */
export interface ProtectedResource {
  /** See {@link ProtectedResourceOptions.identifier}. */
  readonly identifier: string;
  /** See {@link ProtectedResourceOptions.requireAudience}. */
  readonly requireAudience: boolean;
  /** See {@link ProtectedResourceOptions.scopesSupported}. */
  readonly scopesSupported: readonly string[] | undefined;
  /** See {@link ProtectedResourceOptions.name}. */
  readonly name: string | undefined;
  /** See {@link ProtectedResourceOptions.documentation}. */
  readonly documentation: string | undefined;
  /** Where the metadata of the resource is (RFC 9728, section 3.1). */
  readonly metadataUrl: string;
  /** The path of `metadataUrl`. */
  readonly metadataPath: string;
}

const OPTION_NAMES = ['identifier', 'requireAudience', 'scopesSupported', 'name', 'documentation'];
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
/** Routers read other characters of a path as patterns. */
const PLAIN_PATH = /^(?:\/[\w.~-]+)*\/?$/;
/** One scope token: RFC 6749, section 3.3. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Checks the options of a protected resource.
 *
 * @param path Where they stand, for the message.
 * @throws ConfigurationError that says which option is wrong, what was found and what to write.
 */
export function readProtectedResource(value: unknown, path: string): ProtectedResource {
  const options = readOptions(value, path, OPTION_NAMES);
  const { identifier, origin, pathname } = readIdentifier(options.identifier, `${path}.identifier`);
  // The well-known part goes between the host and the path; a path that is one slash is none.
  const metadataPath = `${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
  return Object.freeze({
    identifier,
    requireAudience: readRequireAudience(options.requireAudience, `${path}.requireAudience`),
    scopesSupported: readScopes(options.scopesSupported, `${path}.scopesSupported`),
    name: readText(options.name, `${path}.name`),
    documentation: readPage(options.documentation, `${path}.documentation`),
    metadataUrl: `${origin}${metadataPath}`,
    metadataPath,
  });
}

function readIdentifier(
  value: unknown,
  path: string,
): Pick<ProtectedResource, 'identifier'> & Pick<URL, 'origin' | 'pathname'> {
  const write =
    'the https address of the API (or http on the loopback interface) in its normal form, such as ' +
    '"https://api.example", with nothing but letters, digits and "-._~" between the slashes of its path';
  if (typeof value !== 'string') throw wrongOption(path, describeType(value), write);
  // Nothing behind these marks is shown: it may be a secret.
  if (/[?#@]/.test(value)) throw wrongOption(path, 'a query, a fragment or a user name', write);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isNormal = url !== undefined && (url.href === value || url.href === `${value}/`);
  if (!isNormal || !isSecure(url) || !PLAIN_PATH.test(url.pathname)) {
    throw wrongOption(path, describeValue(value), write);
  }
  return { identifier: value, origin: url.origin, pathname: url.pathname };
}

function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || isLoopbackHttp(url);
}

function readRequireAudience(value: unknown, path: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw wrongOption(path, describeValue(value), 'true or false, or leave it out');
}

function readScopes(value: unknown, path: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((scope) => typeof scope === 'string' && SCOPE_TOKEN.test(scope))
  ) {
    return Object.freeze([...(value as string[])]);
  }
  throw wrongOption(
    path,
    describeType(value),
    'an array of scopes such as ["articles/read"], or leave it out',
  );
}

function readText(value: unknown, path: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return value;
  throw wrongOption(path, describeType(value), 'a non-empty string, or leave it out');
}

function readPage(value: unknown, path: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && URL.canParse(value) && isSecure(new URL(value))) return value;
  throw wrongOption(path, describeValue(value), 'an https address, or leave it out');
}
