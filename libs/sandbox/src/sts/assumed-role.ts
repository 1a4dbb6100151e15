import type { PolicyDocument } from '../iam/policy-document.js';
import { newSecretAccessKey, newSessionToken, newTemporaryKeyId } from './access-keys.js';
import type { Session } from './session.js';

/** The part of a session that is no secret. */
export type AssumedRoleFacts = Omit<Session, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

/** A session with keys of its own. The secrets are getters, so that neither `console.log` nor `JSON.stringify` shows them. */
export class AssumedRole implements Session {
  readonly accessKeyId = newTemporaryKeyId();
  readonly expiresAt: number;
  readonly accountId: string;
  readonly roleArn: string;
  readonly assumedRoleArn: string;
  readonly userId: string;
  readonly identityPolicies: readonly PolicyDocument[];
  readonly sessionPolicies: readonly PolicyDocument[];
  readonly conditionKeys: Session['conditionKeys'];
  readonly transitiveTags: Session['transitiveTags'];
  readonly #secretAccessKey = newSecretAccessKey();
  readonly #sessionToken = newSessionToken();

  constructor(facts: AssumedRoleFacts) {
    this.expiresAt = facts.expiresAt;
    this.accountId = facts.accountId;
    this.roleArn = facts.roleArn;
    this.assumedRoleArn = facts.assumedRoleArn;
    this.userId = facts.userId;
    this.identityPolicies = facts.identityPolicies;
    this.sessionPolicies = facts.sessionPolicies;
    this.conditionKeys = facts.conditionKeys;
    this.transitiveTags = facts.transitiveTags;
  }

  get secretAccessKey(): string {
    return this.#secretAccessKey;
  }

  get sessionToken(): string {
    return this.#sessionToken;
  }
}
