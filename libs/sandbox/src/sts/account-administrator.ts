import { newLongLivedKeyId, newSecretAccessKey } from './access-keys.js';
import type { AccessKeyPair } from './iam-user.js';

/** The account's own long-lived key, which stands for the account's root user and is not limited by any policy. */
export class AccountAdministrator {
  /** Starts with `AKIA`. */
  readonly accessKeyId: string;
  readonly arn: string;
  readonly #secretAccessKey: string;

  constructor(
    readonly accountId: string,
    { accessKeyId, secretAccessKey }: Partial<AccessKeyPair> = {},
  ) {
    this.accessKeyId = accessKeyId ?? newLongLivedKeyId();
    this.#secretAccessKey = secretAccessKey ?? newSecretAccessKey();
    this.arn = `arn:aws:iam::${accountId}:root`;
  }

  /** A getter, so that neither `console.log` nor `JSON.stringify` shows it. */
  get secretAccessKey(): string {
    return this.#secretAccessKey;
  }
}
