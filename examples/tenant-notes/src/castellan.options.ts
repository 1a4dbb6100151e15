import type { CastellanOptions } from 'castellan';
import type { Sandbox } from 'castellan-sandbox';
import path from 'node:path';
import { AUDITORS_POOL_ID, MEMBERS_POOL_ID, WEB_CLIENT_ID } from './demo/demo-sandbox.js';
import { DEMO_AUDITOR } from './demo/demo-users.js';
import { TENANT_CLAIM } from './tenant-of.js';

/** How Castellan is set up. Against AWS it is the same without the issuers, which name the sandbox. */
export function castellanOptions(sandbox: Sandbox): CastellanOptions {
  const { userPools } = sandbox.describe();
  const issuerOf = (id: string): string =>
    userPools.find(({ userPoolId }) => userPoolId === id)?.issuer ?? '';
  return {
    userPools: [
      {
        name: 'members',
        userPoolId: MEMBERS_POOL_ID,
        issuer: issuerOf(MEMBERS_POOL_ID),
        clientIds: [WEB_CLIENT_ID],
        // Cognito puts attributes, such as the tenant, into ID tokens.
        tokenUse: 'id',
      },
      {
        name: 'auditors',
        userPoolId: AUDITORS_POOL_ID,
        issuer: issuerOf(AUDITORS_POOL_ID),
        clientIds: [DEMO_AUDITOR.clientId],
        tokenUse: 'access',
      },
    ],
    tenant: { claim: TENANT_CLAIM, param: 'tenantId', hideExistence: true },
    policyDocuments: [{ file: path.resolve(import.meta.dirname, '../policies/auditors.json'), watch: true }],
  };
}
