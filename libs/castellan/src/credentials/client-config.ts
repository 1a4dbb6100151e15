import { ConfigurationError } from '../errors/index.js';
import type { RefusedClientOption } from './aws-client-class.js';

const REFUSED: Readonly<Record<RefusedClientOption, true>> = {
  credentials: true,
  credentialDefaultProvider: true,
  signer: true,
  signerConstructor: true,
  token: true,
  httpAuthSchemes: true,
  httpAuthSchemeProvider: true,
  s3ExpressIdentityProvider: true,
  extensions: true,
};

/** @throws ConfigurationError when the options of a caller's client would decide what it signs with */
export function assertClientConfig(className: string, config: object): void {
  for (const name of Object.keys(config)) {
    if (Object.hasOwn(REFUSED, name)) {
      throw new ConfigurationError(
        `${className} is to act as the caller, and its option ${name} would let it act as somebody else. ` +
          `Leave ${name} out, or make a client of your own with new ${className}(...).`,
      );
    }
  }
  const handler = (config as { requestHandler?: unknown }).requestHandler;
  if (handler !== undefined && typeof (handler as { handle?: unknown } | null)?.handle !== 'function') {
    throw new ConfigurationError(
      `requestHandler of ${className} must be an instance, such as new NodeHttpHandler({ ... }), made once: from ` +
        'mere options every caller would get connections of their own.',
    );
  }
}

/**
 * Tells configurations apart. Plain data is compared by its content, so that a literal written in a handler
 * gives the same client each time; functions and instances are compared by reference.
 */
export class ConfigKeys {
  readonly #references = new WeakMap<object, number>();
  #last = 0;

  keyOf(value: unknown): string {
    if (typeof value === 'function' || (typeof value === 'object' && value !== null && !isPlain(value))) {
      return `#${this.#reference(value)}`;
    }
    if (Array.isArray(value)) return `[${value.map((item) => this.keyOf(item)).join()}]`;
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${this.keyOf(member)}`).join()}}`;
    }
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }

  #reference(value: object): number {
    let reference = this.#references.get(value);
    if (reference === undefined) {
      reference = ++this.#last;
      this.#references.set(value, reference);
    }
    return reference;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
