import type { Sandbox } from 'castellan-sandbox';
import { DEMO_USERS } from './demo-sandbox.js';

/** What `npm start` prints: where things are, who can sign in, and four commands to paste. */
export function welcome(appUrl: string, sandbox: Sandbox): string {
  const [userPool] = sandbox.describe().userPools;
  const web = userPool?.clients.find(({ name }) => name === 'web')?.clientId ?? '';
  const reporting = userPool?.clients.find(({ name }) => name === 'reporting');
  const users = DEMO_USERS.map(
    ({ username, password, groups }) =>
      `  ${username.padEnd(6)} ${password.padEnd(22)} ${groups.join(', ') || 'no group'}`,
  );
  const signIn = JSON.stringify({
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: web,
    AuthParameters: { USERNAME: 'alice', PASSWORD: DEMO_USERS[0].password },
  });
  return `
Castellan's sample app   ${appUrl}   (open it in a browser, or paste what is below)
The sandbox, a Cognito   ${sandbox.url}   (facts about it: ${sandbox.url}/sandbox)

Users, their passwords and groups:
${users.join('\n')}

Paste these, in this order:

  # 1. Sign in as alice, and keep both tokens.
  eval $(curl -s ${sandbox.url} -H 'content-type: application/x-amz-json-1.1' -H 'x-amz-target: AWSCognitoIdentityProviderService.InitiateAuth' -d '${signIn}' | node -p 'const r = JSON.parse(require("fs").readFileSync(0)).AuthenticationResult; \`ACCESS=\${r.AccessToken} ID=\${r.IdToken}\`')

  # 2. Create a document, which takes the group editors.
  curl -s ${appUrl}/documents -H "authorization: Bearer $ACCESS" -H 'content-type: application/json' -d '{"title":"Minutes","body":"We met."}'; echo

  # 3. Put a file into S3 with the AWS credentials of alice herself, and list her files.
  curl -s -T - ${appUrl}/files/hello.txt -H "authorization: Bearer $ACCESS" -H "x-id-token: $ID" <<< 'Hello' && curl -s ${appUrl}/files -H "authorization: Bearer $ACCESS" -H "x-id-token: $ID"; echo

  # 4. Read the report as a program with client credentials.
  curl -s ${appUrl}/reports -H "authorization: Bearer $(curl -s ${sandbox.url}/oauth2/token -u '${reporting?.clientId ?? ''}:${reporting?.clientSecret ?? ''}' -d grant_type=client_credentials | node -p 'JSON.parse(require("fs").readFileSync(0)).access_token')"; echo

Ctrl-C ends both.
`;
}
