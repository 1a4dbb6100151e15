import { authenticateJsonCall } from '../http/json-signature.js';
import type { JsonCall } from '../http/json-service.js';
import { ServiceError } from '../http/service-error.js';
import { requestConditionKeys } from '../iam/request-condition-keys.js';
import { SignerAccess } from '../iam/signer-access.js';
import type { SignedBy } from '../sts/signed-by.js';
import { type OperationContext, poolArn, type SignerPermission } from './operation.js';
import type { SignedResource } from './operation-table.js';

/**
 * Lets only those pass who signed the call and whom IAM allows the operation. Throws a `ServiceError` in AWS's words
 * for everybody else, before a word of the input is read.
 */
export function requireDeveloper(
  call: JsonCall,
  signedFor: SignedResource,
  context: OperationContext,
  find: (accessKeyId: string) => SignedBy | undefined,
): SignerPermission {
  const { clock, region } = context;
  const signedBy = authenticateJsonCall(call, { clock, service: 'cognito-identity', region, find });
  const { remoteAddress } = call;
  const access = new SignerAccess(signedBy, requestConditionKeys({ remoteAddress, now: clock(), region }));
  const resource = resourceOf(call, signedFor, context);
  const refusal = access.refusal({
    action: `cognito-identity:${call.operation}`,
    resource,
    shownResource: resource,
  });
  if (refusal !== undefined) throw new ServiceError('AccessDeniedException', refusal);
  return (action, onResource) => access.refusal({ action, resource: onResource }) === undefined;
}

/** What the input names may be anything; IAM is asked about exactly that. */
function resourceOf({ input }: JsonCall, signedFor: SignedResource, context: OperationContext): string {
  if (signedFor === 'resourceArn' && typeof input.ResourceArn === 'string') return input.ResourceArn;
  if (signedFor === 'identityPool' && typeof input.IdentityPoolId === 'string') {
    return poolArn(input.IdentityPoolId, context);
  }
  return '*';
}
