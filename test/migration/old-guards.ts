import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TokenVerifier } from 'castellan';

/** What an application has before it moves: roles on handlers, and guards that read them. */
export const Roles = (...roles: string[]) => SetMetadata('roles', roles);

interface OldRequest {
  headers: { authorization?: string };
  user?: { groups: readonly string[] };
}

/** Stands for `AuthGuard('jwt')`: it verifies the token of the same pool and sets `request.user`. */
@Injectable()
export class OldAuthGuard implements CanActivate {
  constructor(private readonly verifier: TokenVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OldRequest>();
    const [, token] = request.headers.authorization?.split(' ') ?? [];
    if (token === undefined) throw new UnauthorizedException();
    const principal = await this.verifier.verify(token);
    request.user = { groups: principal.kind === 'user' ? principal.groups : [] };
    return true;
  }
}

@Injectable()
export class OldRolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const roles = this.reflector.getAllAndOverride<string[] | undefined>('roles', [
      context.getHandler(),
      context.getClass(),
    ]);
    if (roles === undefined) return true;
    const { user } = context.switchToHttp().getRequest<OldRequest>();
    return roles.some((role) => user?.groups.includes(role));
  }
}
