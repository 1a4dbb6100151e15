import type { SandboxOptions } from 'castellan-sandbox';
import { TENANT_CLAIM } from '../tenant-of.js';
import { DEMO_AUDITOR, DEMO_USERS } from './demo-users.js';

export const MEMBERS_POOL_ID = 'eu-west-1_NoteUsers';
export const AUDITORS_POOL_ID = 'eu-west-1_NoteAudit';
export const WEB_CLIENT_ID = 'notes_web';

/** The Cognito of the example: a pool of the members of all tenants, and one of the auditors' programs. */
export function demoSandbox(port: number): SandboxOptions {
  return {
    port,
    userPools: [
      {
        userPoolId: MEMBERS_POOL_ID,
        clients: [{ name: 'web', clientId: WEB_CLIENT_ID }],
        // Not mutable, and no app client writes it: a member who could would move to another tenant.
        customAttributes: [{ name: TENANT_CLAIM, mutable: false }],
        groups: [{ groupName: 'owners' }, { groupName: 'editors' }],
        users: DEMO_USERS.map(({ username, password, tenant, groups }) => ({
          username,
          password,
          groups,
          attributes: { [TENANT_CLAIM]: tenant },
        })),
      },
      {
        userPoolId: AUDITORS_POOL_ID,
        clients: [{ name: 'auditor', ...DEMO_AUDITOR, clientCredentialsScopes: ['notes/audit'] }],
      },
    ],
  };
}
