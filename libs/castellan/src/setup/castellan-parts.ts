import {
  AwsClients,
  CallerContextStorage,
  hasCredentialsSource,
  IdentityPoolCredentials,
} from '../credentials/index.js';
import { DecisionLog } from '../decisions/index.js';
import { ConfigurationError } from '../errors/index.js';
import { RefusalLog } from '../http/refusal-log.js';
import { PolicyDocuments, type PolicyMapping, type PolicySet } from '../policies/index.js';
import { ShadowClasses } from '../policy-classes/shadow-classes.js';
import { NO_POOL, TokenVerifier } from '../tokens/index.js';
import { partDecisionAuditOptions } from './decision-audit-options.js';
import { policyMappingsOf } from './policy-mappings-of.js';
import { verifierOptions } from './resolved-common-options.js';
import { type ResolvedStandaloneOptions, resolveStandaloneOptions } from './standalone-options.js';
import { TokenRevocations } from './token-revocations.js';

/** Everything a Castellan without Nest is made of. One for each application, for as long as its process lives. */
export class CastellanParts {
  readonly options: ResolvedStandaloneOptions;
  readonly verifier: TokenVerifier;
  readonly credentials: IdentityPoolCredentials | undefined;
  readonly clients: AwsClients | undefined;
  readonly documents: PolicyDocuments;
  readonly revocations: TokenRevocations;
  readonly refusals: RefusalLog;
  readonly decisionLog: DecisionLog | undefined;
  /** The header that identifies a request, where decisions are recorded. */
  readonly requestIdHeader: string | undefined;
  readonly callers = new CallerContextStorage();
  readonly #shadows = new ShadowClasses();
  readonly #policies: readonly PolicyMapping[];
  #starting: Promise<void> | undefined;
  #isReady = false;
  #areDocumentsOpen = false;
  #areSessionsOpen = false;

  /** @throws ConfigurationError that names the option, what was found and what to write. */
  constructor(given: unknown) {
    const options = resolveStandaloneOptions(given);
    const { log, clock } = options;
    this.options = options;
    this.refusals = new RefusalLog(log);
    this.verifier = new TokenVerifier({
      ...verifierOptions(options),
      ...(clock !== undefined && { clock }),
      onWarning: (warning) => log.warn(warning),
      onRefusedKey: ({ pool, jwksUri, index, reason }) =>
        log.warn(
          `Key ${index} that user pool ${pool} publishes at ${jwksUri} is not used, because ${reason}.`,
        ),
    });
    const { identityPool, credentials } = options;
    if (hasCredentialsSource({ identityPool, credentials })) {
      this.credentials = new IdentityPoolCredentials({ identityPool, credentials });
      this.clients = new AwsClients({ credentials: this.credentials, defaults: options.awsClientDefaults });
    }
    this.revocations = new TokenRevocations(this.verifier, options.userPools, this.credentials);
    this.#policies = policyMappingsOf(options.policies ?? [], this.#shadows);
    this.documents = this.#policyDocuments();
    if (options.decisionLog !== undefined) {
      const { logOptions, requestIdHeader } = partDecisionAuditOptions(
        options.decisionLog,
        options.idTokenHeader,
      );
      this.requestIdHeader = requestIdHeader;
      this.decisionLog = new DecisionLog(logOptions, {
        clock: () => this.verifier.now(),
        onProblem: (message, cause) => log.error(message, cause instanceof Error ? cause.stack : undefined),
      });
    }
  }

  /** Whether the policies are there, so that requests can be decided about. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The policies that are in force now. */
  get policies(): PolicySet {
    return this.documents.policySet;
  }

  /** The policies with those on trial; `undefined` where none are, or they do not fit to those in force any more. */
  get shadowPolicies(): PolicySet | undefined {
    try {
      return this.#shadows.beside(this.policies);
    } catch (error) {
      this.options.log.error(
        'The policies on trial do not fit to those in force any more.',
        error instanceof Error ? error.stack : undefined,
      );
      return undefined;
    }
  }

  /** The pool that group names belong to where nothing else is written. */
  get defaultPool(): string {
    return this.verifier.userPools[0]?.name ?? NO_POOL;
  }

  /** Opens what has to be opened, once. After a failure the next call tries again. */
  ready(): Promise<void> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** Closes what was opened. Decisions that are waiting to be recorded are written first. */
  async close(): Promise<void> {
    await this.decisionLog?.flush();
    this.documents.close();
    this.clients?.destroy();
    this.credentials?.close();
    await this.options.sessions?.close();
    await this.revocations.close();
  }

  async #start(): Promise<void> {
    await this.revocations.open();
    await this.credentials?.open();
    if (!this.#areDocumentsOpen) {
      await this.documents.open(this.#policies);
      this.#areDocumentsOpen = true;
    }
    if (!this.#areSessionsOpen) {
      await this.#openSessions();
      this.#areSessionsOpen = true;
    }
    this.#shadows.check(this.policies);
    if (this.decisionLog === undefined && this.shadowPolicies !== undefined) {
      throw new ConfigurationError(
        'There are policies with @Policies({ shadow: true }) and nothing records how they differ. Add the option ' +
          'decisionLog: { sink: ... }, or remove them.',
      );
    }
    await this.#warmUp();
    this.#isReady = true;
  }

  async #openSessions(): Promise<void> {
    const { sessions, userPools, idTokenHeader, log } = this.options;
    await sessions?.open({
      verifier: this.verifier,
      userPools,
      revocations: this.revocations,
      idTokenHeader,
      onProblem: (message, cause) => log.error(message, cause instanceof Error ? cause.stack : undefined),
    });
  }

  async #warmUp(): Promise<void> {
    const { warmUp, log } = this.options;
    if (warmUp === 'off') return;
    try {
      await this.verifier.warmUp();
    } catch (error) {
      if (warmUp === 'require') throw error;
      for (const { pool, jwksUri, lastFailure } of this.verifier.keySets) {
        if (lastFailure === undefined) continue;
        log.warn(
          `The keys of user pool ${pool} cannot be loaded from ${jwksUri}: ${lastFailure.reason}. Tokens of this pool ` +
            'get 503 until the keys can be loaded.',
        );
      }
    }
  }

  #policyDocuments(): PolicyDocuments {
    const { policyDocuments = [], declaredClaims, log } = this.options;
    const { userPools, resolvesPools } = this.verifier;
    return new PolicyDocuments({
      defaultPool: this.defaultPool,
      ...(!resolvesPools && { userPools: userPools.map(({ name }) => name) }),
      ...(declaredClaims !== undefined && { declaredClaims }),
      documents: policyDocuments,
      onChange: ({ name, problems }) => {
        if (problems === undefined) return;
        const reasons = problems.map(({ path, reason }) => `${path}: ${reason}`).join('; ');
        log.error(
          `The policy document ${name} has a new version that is refused, and the old one stays in use. ${reasons}`,
        );
      },
    });
  }
}
