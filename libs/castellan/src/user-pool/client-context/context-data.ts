import type { ContextDataType, UserContextDataType } from '@aws-sdk/client-cognito-identity-provider';
import type { ClientContext } from './client-context.js';

/** For operations that everybody may call. Cognito believes the address only of app clients that are set up so. */
export function userContextData(context: ClientContext | undefined): UserContextDataType | undefined {
  if (context === undefined) return undefined;
  return {
    ...(context.ipAddress !== '' && { IpAddress: context.ipAddress }),
    ...(context.encodedData !== undefined && { EncodedData: context.encodedData }),
  };
}

/** For operations of administrators. */
export function contextData(context: ClientContext | undefined): ContextDataType | undefined {
  if (context === undefined || context.ipAddress === '') return undefined;
  return {
    IpAddress: context.ipAddress,
    ServerName: 'castellan',
    ServerPath: context.serverPath ?? '/',
    HttpHeaders: Object.entries(context.headers ?? {}).map(([headerName, headerValue]) => ({
      headerName,
      headerValue,
    })),
    ...(context.encodedData !== undefined && { EncodedData: context.encodedData }),
  };
}
