import { Controller, Get } from '@nestjs/common';
import { Authenticated, Claim, CurrentUser, IdentityId, type UserPrincipal } from 'castellan';

@Controller('me')
export class MeController {
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
}
