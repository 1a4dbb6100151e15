import type { Clock } from '../../clock.js';
import type { OperationInput } from '../operation-input.js';
import type { ClientOfPool } from '../pool-registry.js';
import type { AuthenticationContext } from '../risk/authentication-context.js';
import { shapes } from '../shapes.js';
import type { SignInRequest } from '../sign-in/begin.js';

/** Reads a request to sign in, or to answer a challenge, whose parameters have this name. */
export const authenticationRequest = (
  input: OperationInput,
  found: ClientOfPool,
  parameters: 'AuthParameters' | 'ChallengeResponses',
  clock: Clock,
): SignInRequest => ({
  ...found,
  clock,
  parameters: input.stringMap(parameters),
  clientMetadata: input.stringMap('ClientMetadata'),
  context: contextOf(input),
});

/** Servers say in `ContextData` where a request comes from, everybody else in `UserContextData`. */
function contextOf(input: OperationInput): AuthenticationContext {
  const data = input.optionalStructure('ContextData') ?? input.optionalStructure('UserContextData');
  const ipAddress = data?.optionalString('IpAddress', shapes.attributeValue);
  const encodedData = data?.optionalString('EncodedData', shapes.mapValue);
  const headers = data
    ?.structures('HttpHeaders')
    .map((header): [string, string] => [
      header.optionalString('headerName', shapes.attributeValue)?.toLowerCase() ?? '',
      header.optionalString('headerValue', shapes.mapValue) ?? '',
    ]);
  return {
    ...(ipAddress !== undefined && { ipAddress }),
    ...(encodedData !== undefined && { encodedData }),
    ...(headers !== undefined && { headers: new Map(headers) }),
  };
}
