import { cognitoIssuers, isCognitoIssuer } from '../issuer.js';

/** The issuers that can stand in tokens of the same users: Cognito has two names for each of its user pools. */
export function issuersOfSamePool(issuer: string): readonly string[] {
  return isCognitoIssuer(issuer) ? cognitoIssuers(issuer.slice(issuer.lastIndexOf('/') + 1)) : [issuer];
}
