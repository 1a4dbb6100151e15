import { Controller, Get } from '@nestjs/common';
import {
  Authenticated,
  type CallerAbility,
  Claim,
  CurrentAbility,
  CurrentUser,
  IdentityId,
  type UserPrincipal,
} from 'castellan';
import { DocumentStore } from '../documents/document.store.js';
import { type Permission, permissionsOf } from './permission.js';

@Controller('me')
export class MeController {
  constructor(private readonly documents: DocumentStore) {}

  /** Who the API thinks you are: as a user of the pool and, where the ID token is sent too, as an identity at AWS. */
  @Get()
  @Authenticated()
  me(
    @CurrentUser() principal: UserPrincipal,
    @IdentityId({ optional: true }) identityId: string | undefined,
    @Claim('client_id') app: unknown,
  ) {
    const { kind, sub, username, groups, scopes, pool } = principal;
    return { principal: { kind, sub, username, groups, scopes, pool }, identityId: identityId ?? null, app };
  }

  /** What you may do with the documents that you may read. An application that shows reasons shows parts of its rules. */
  @Get('permissions')
  @Authenticated()
  permissions(@CurrentUser() user: UserPrincipal, @CurrentAbility() ability: CallerAbility): Permission[] {
    return permissionsOf(user, ability, this.documents.all());
  }
}
