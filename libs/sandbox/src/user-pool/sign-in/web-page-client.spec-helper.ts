/* eslint-disable @typescript-eslint/no-deprecated -- Old as it is, web pages speak SRP through this library, so it is one to get on with. */
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';

import { POOL_ID } from './sdk.spec-helper.js';

/** Signs in by SRP with amazon-cognito-identity-js, and changes a temporary password. Answers with the ID token. */
export const webPageSignIn = (
  endpoint: string,
  {
    username,
    password,
    newPassword = '',
  }: { readonly username: string; readonly password: string; readonly newPassword?: string | undefined },
): Promise<string> =>
  new Promise((resolve, reject) => {
    const storage = new Map<string, string>();
    const Storage: ICognitoStorage = {
      setItem: (key, value) => void storage.set(key, value),
      getItem: (key) => storage.get(key) ?? null,
      removeItem: (key) => void storage.delete(key),
      clear: () => storage.clear(),
    };
    const Pool = new CognitoUserPool({ UserPoolId: POOL_ID, ClientId: 'web', endpoint, Storage });
    const user = new CognitoUser({ Username: username, Pool, Storage });
    const callbacks = {
      onSuccess: (session: CognitoUserSession) => resolve(session.getIdToken().getJwtToken()),
      onFailure: (error: Error) => reject(error),
      newPasswordRequired: () => user.completeNewPasswordChallenge(newPassword, {}, callbacks),
    };
    user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), callbacks);
  });
