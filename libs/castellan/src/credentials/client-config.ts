import { ConfigurationError } from '../errors/index.js';
import { describeType } from '../tokens/option-checks.js';
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

/**
 * @param of what the options are for: the name of a class, for the message
 * @throws ConfigurationError when the options of a caller's client would decide what it signs with
 */
export function assertClientConfig(of: string, config: object): void {
  for (const name of Object.keys(config)) {
    if (Object.hasOwn(REFUSED, name)) {
      throw new ConfigurationError(
        `${of}: the option ${name} decides who a client acts as, and this one is to act as the caller. Leave it ` +
          'out, or make a client of your own, with new and credentials of your own.',
      );
    }
  }
  const { requestHandler } = config as { requestHandler?: unknown };
  if (requestHandler !== undefined && !isRequestHandler(requestHandler)) {
    throw new ConfigurationError(
      `${of}: requestHandler must be an instance, such as new NodeHttpHandler({ ... }), made once: from ` +
        'mere options every caller would get connections of their own.',
    );
  }
}

/**
 * @throws ConfigurationError for what is no class, as what a misspelt import leaves behind, and for a class whose instances are made from another client, as `DynamoDBDocumentClient` is
 */
export function assertClientClass(Client: { readonly name: string }): void {
  if (typeof Client !== 'function') {
    throw new ConfigurationError(
      `A client that acts as the caller is named by its class, found ${describeType(Client)}. Write the class of an AWS ` +
        'SDK v3 client, such as S3Client of @aws-sdk/client-s3, and check that the import is not undefined.',
    );
  }
  if (!Object.hasOwn(Client, 'from')) return;
  throw new ConfigurationError(
    `${Client.name} is made from another client. Name a class that makes both, such as: class Documents extends ` +
      `${Client.name} { constructor(config: DynamoDBClientConfig) { super(new DynamoDBClient(config)); } }`,
  );
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

function isRequestHandler(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'handle' in value && typeof value.handle === 'function'
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
