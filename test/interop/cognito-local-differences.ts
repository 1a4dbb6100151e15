/** Where cognito-local does not answer as Cognito does: by the name of the case, what it answers. */
export const COGNITO_LOCAL_DIFFERENCES: Readonly<Record<string, unknown>> = {
  'signing up answers with where the code went': {
    UserConfirmed: false,
    hasSub: true,
    CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'up1@example.com' },
  },
  'a weak password is refused at sign-up':
    'InvalidParameterException: User has no attribute matching desired auto verified attributes',
  'a wrong code confirms nobody': 'CodeMismatchException: Incorrect confirmation code',
  'the code confirms the user and the address': { email: 'up6@example.com' },
  'an administrator confirms without a code, and no address': { email: 'up7@example.com' },
  'a wrong password is refused': 'InvalidPasswordException: Invalid password',
  'a user who does not exist is said not to, where that is not hidden':
    'NotAuthorizedException: User not authorized',
  'tokens are the claims of the user': {
    TokenType: undefined,
    ExpiresIn: undefined,
    access: {
      token_use: 'access',
      username: 'in2',
      scope: 'aws.cognito.signin.user.admin',
      issuer: true,
      client: true,
      lifetime: 86_400,
    },
    id: {
      token_use: 'id',
      username: 'in2',
      email: 'in2@example.com',
      verified: false,
      audience: true,
      sameUser: true,
    },
  },
  'a refresh token brings new tokens and not itself': ['AccessToken', 'IdToken'],
  'a disabled user can not sign in until enabled': ['no refusal', 'no refusal'],
  'a temporary password must be replaced': [
    'FORCE_CHANGE_PASSWORD',
    'NEW_PASSWORD_REQUIRED',
    undefined,
    'CONFIRMED',
  ],
  'a forgotten password is replaced by who has the code': [
    'EMAIL',
    'CodeMismatchException: Incorrect confirmation code',
    'InvalidPasswordException: Invalid password',
    'no refusal',
  ],
  'a forgotten password of nobody is said to be, where that is not hidden':
    'UserNotFoundException: User not found.',
  'a password is changed by who knows the old one': [
    'InvalidPasswordException: Invalid password',
    'no refusal',
  ],
  'a new address is not verified until its code is given': [
    { email: 'new@example.com', email_verified: 'false', name: 'At' },
    'CodeMismatchException: Incorrect confirmation code',
    { email: 'new@example.com', email_verified: 'true', name: 'At' },
  ],
  'a code for an address is asked for': undefined,
  'users do not declare their own address verified':
    'InvalidParameterException: Email is required to verify/un-verify an email',
  'attributes are deleted': { email: 'at4@example.com' },
  'users delete themselves': 'NotAuthorizedException: User not authorized',
  'groups are made, changed, listed and deleted': [
    'no refusal',
    'changed',
    undefined,
    true,
    'ResourceNotFoundException: Group not found',
  ],
  'users are listed by pages': [24, false],
  'an authenticator app is a second factor': ['SUCCESS', 'SOFTWARE_TOKEN_MFA', undefined],
};
