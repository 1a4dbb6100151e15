import { assumeRole } from './assume-role.js';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.js';
import { callerIdentity } from './caller-identity.js';
import type { StsOperation } from './sts-operation.js';
import { xmlText } from './xml.js';

/** Needs a right signature and no permission: AWS answers it whatever policies say. */
const getCallerIdentity: StsOperation = async (_form, _context, signer) => {
  const { arn, userId, accountId } = callerIdentity(signer());
  return [xmlText('Arn', arn), xmlText('UserId', userId), xmlText('Account', accountId)];
};

/** Every operation of STS that the sandbox has. */
export const STS_OPERATIONS: ReadonlyMap<string, StsOperation> = new Map([
  ['AssumeRole', assumeRole],
  ['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity],
  ['GetCallerIdentity', getCallerIdentity],
]);
