import { newLongLivedKeyId, newSecretAccessKey } from './access-keys.js';

/** The account's own long-lived key, which stands for the account's root user and is not limited by any policy. */
export class AccountAdministrator {
  /** Starts with `AKIA`. */
  readonly accessKeyId = newLongLivedKeyId();
  readonly arn: string;
  readonly #secretAccessKey = newSecretAccessKey();

  constructor(readonly accountId: string) {
    this.arn = `arn:aws:iam::${accountId}:root`;
  }

  /** A getter, so that neither `console.log` nor `JSON.stringify` shows it. */
  get secretAccessKey(): string {
    return this.#secretAccessKey;
  }
}
