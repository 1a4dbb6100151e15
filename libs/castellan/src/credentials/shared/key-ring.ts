import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { describeType, wrongOption } from '../../tokens/option-checks.js';

const VERSION = 1;
const ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + ID_BYTES + IV_BYTES;

/** Far longer than anything that is sealed: whatever is longer was written by somebody else. */
const LONGEST_SEALED = 262_144;

const SHORTEST_SECRET = 32;
const FEWEST_CHARACTERS = 12;
const MOST_SECRETS = 8;

/** What one secret of the ring gives. */
class RingKey {
  /** Which key a value is sealed with. Says nothing about it. */
  readonly id: Buffer;
  readonly #sealing: Buffer;
  readonly #naming: Buffer;

  constructor(secret: string) {
    this.id = derived(secret, 'id', ID_BYTES);
    this.#sealing = derived(secret, 'seal', 32);
    this.#naming = derived(secret, 'name', 32);
  }

  /** A name that nobody without the secret can tell anything from, nor make. */
  nameOf(what: string): string {
    return createHmac('sha256', this.#naming).update(what).digest('base64url');
  }

  seal(text: string, context: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, iv).setAAD(this.#associated(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), this.id, iv, sealed, cipher.getAuthTag()]).toString('base64');
  }

  /** @throws Error when it was not sealed with this key in this context, or was changed */
  open(sealed: Buffer, context: string): string {
    const iv = sealed.subarray(1 + ID_BYTES, HEAD_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(this.#associated(context));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }

  #associated(context: string): Buffer {
    return Buffer.concat([Buffer.of(VERSION), this.id, Buffer.from(context)]);
  }
}

/**
 * The keys that shared credentials are sealed with, made of the secrets that an application gives: the first one
 * seals, all of them open. A value can be opened only under the name it was sealed for.
 */
export class KeyRing {
  readonly #keys: readonly [RingKey, ...RingKey[]];

  /**
   * @param secrets the newest first
   * @throws ConfigurationError for a secret that is too short, or too simple to be random
   */
  constructor(secrets: unknown, path: string) {
    if (!Array.isArray(secrets) || secrets.length === 0 || secrets.length > MOST_SECRETS) {
      throw wrongOption(
        path,
        describeType(secrets),
        `a list of 1 to ${MOST_SECRETS} secrets, the newest first`,
      );
    }
    if (new Set(secrets).size !== secrets.length)
      throw wrongOption(path, 'the same secret twice', 'each once');
    const [first, ...others] = secrets.map(
      (secret, index) => new RingKey(readSecret(secret, `${path}[${index}]`)),
    );
    if (first === undefined) throw new TypeError('A list that is not empty has a first element.');
    this.#keys = [first, ...others];
  }

  /** How something is called under each of the keys, the newest first. */
  namesOf(what: string): readonly [string, ...string[]] {
    const [first, ...others] = this.#keys;
    return [first.nameOf(what), ...others.map((key) => key.nameOf(what))];
  }

  /** Encrypts with the newest key (AES-256-GCM), bound to a context such as the name that it is kept under. */
  seal(text: string, context: string): string {
    return this.#keys[0].seal(text, context);
  }

  /** What was sealed; `undefined` when it was not sealed by this ring in this context, or was changed. */
  open(sealed: string | undefined, context: string): string | undefined {
    if (sealed === undefined || sealed.length > LONGEST_SEALED) return undefined;
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined;
    const id = bytes.subarray(1, 1 + ID_BYTES);
    try {
      return this.#keys.find((key) => key.id.equals(id))?.open(bytes, context);
    } catch {
      return undefined;
    }
  }
}

function derived(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(
    hkdfSync('sha256', secret, 'castellan shared credentials', `${purpose} ${VERSION}`, bytes),
  );
}

function readSecret(secret: unknown, path: string): string {
  const write = `at least ${SHORTEST_SECRET} random characters, such as those of: openssl rand -base64 32`;
  if (typeof secret !== 'string') throw wrongOption(path, describeType(secret), write);
  if (secret.length < SHORTEST_SECRET) throw wrongOption(path, `${secret.length} characters`, write);
  const different = new Set(secret).size;
  if (different < FEWEST_CHARACTERS) {
    throw wrongOption(path, `only ${different} different characters, so it is not random`, write);
  }
  return secret;
}
