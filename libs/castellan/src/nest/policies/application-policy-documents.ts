import { Logger, type Provider } from '@nestjs/common';
import { type KnownPools, PolicyDocuments, type PolicyDocumentStatus } from '../../policies/index.js';
import { NO_POOL, TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';

/** The pools that policies may be about. One that `resolvePool` finds has a name only the application knows. */
export function poolsOf({ userPools, resolvesPools }: TokenVerifier): KnownPools {
  const names = userPools.map(({ name }) => name);
  return { defaultPool: names[0] ?? NO_POOL, ...(!resolvesPools && { userPools: names }) };
}

/** The policy documents of the application. `ApplicationPolicies` opens and closes them. */
export const policyDocumentsProvider: Provider = {
  provide: PolicyDocuments,
  inject: [CASTELLAN_OPTIONS, TokenVerifier],
  useFactory: ({ policyDocuments = [], declaredClaims }: ResolvedCastellanOptions, verifier: TokenVerifier) =>
    new PolicyDocuments({
      ...poolsOf(verifier),
      ...(declaredClaims !== undefined && { declaredClaims }),
      documents: policyDocuments,
      onChange: log,
    }),
};

function log({ name, version, loadedAt, problems }: PolicyDocumentStatus): void {
  const logger = new Logger('Castellan');
  if (problems === undefined) {
    logger.log(`The policy document ${name} is in use in the version ${version.slice(0, 12)}.`);
    return;
  }
  const reasons = problems.map(({ path, reason }) => `${path}: ${reason}`).join('; ');
  logger.error(
    `The policy document ${name} has a new version that is refused, and the one of ` +
      `${new Date(loadedAt).toISOString()} stays in use. ${reasons}`,
  );
}
