import { ServiceError } from '../../http/service-error.js';
import { RequestFields } from '../request-fields.js';
import type { Operation } from '../operation.js';

/** `DescribeIdentity`: for developers, so the request has to be signed. */
export const describeIdentity: Operation = async ({ input, headers }, context) => {
  if (headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') !== true) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const fields = new RequestFields(input);
  const identityId = fields.identityId();
  fields.check();

  const identity = context.identities.require(identityId);
  return {
    IdentityId: identityId,
    ...(identity.logins.size > 0 && { Logins: [...identity.logins.keys()] }),
    CreationDate: identity.createdAt / 1000,
    LastModifiedDate: identity.modifiedAt / 1000,
  };
};
