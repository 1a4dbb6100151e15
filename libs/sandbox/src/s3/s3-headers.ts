import type { HeaderFields } from '../sigv4/header-fields.js';
import { SIGNATURE_PARAMETERS } from '../sigv4/presigned-query.js';
import type { QueryParameter } from '../sigv4/request-target.js';

const AMZ = 'x-amz-';

/**
 * The SDK writes the checksum of the empty body that it has at the time of signing into the URL of an upload. S3
 * reads checksums from headers only.
 */
const HEADER_ONLY = /^x-amz-(?:sdk-)?checksum-/;

/** The headers of a request. A presigned URL may carry `x-amz-*` headers in its query, where they are signed too. */
export class S3Headers {
  readonly #fields: HeaderFields;
  readonly #inQuery: ReadonlyMap<string, string>;

  constructor(fields: HeaderFields, query: readonly QueryParameter[], presigned: boolean) {
    this.#fields = fields;
    const inQuery = presigned ? query.filter(([name]) => isHeaderParameter(name)) : [];
    this.#inQuery = new Map(
      inQuery
        .map(([name, value]) => [name.toLowerCase(), value] as const)
        .filter(([name]) => !HEADER_ONLY.test(name)),
    );
  }

  get(name: string): string | undefined {
    return this.#fields.get(name) ?? this.#inQuery.get(name);
  }

  /** The names of all `x-amz-*` headers, in lower case. */
  amzNames(): readonly string[] {
    return [...new Set([...this.#fields.names(), ...this.#inQuery.keys()])].filter((name) =>
      name.startsWith(AMZ),
    );
  }
}

/** Whether a parameter of a presigned URL stands for a header. */
export const isHeaderParameter = (name: string): boolean =>
  name.toLowerCase().startsWith(AMZ) && !SIGNATURE_PARAMETERS.includes(name);
