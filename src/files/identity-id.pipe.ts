import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

/** Accepts an identity ID in the form Cognito gives it: `REGION:UUID`. */
@Injectable()
export class IdentityIdPipe implements PipeTransform<unknown, string> {
  transform(identityId: unknown): string {
    if (typeof identityId === 'string' && /^[\w-]{1,20}:[0-9a-f-]{1,40}$/.test(identityId)) return identityId;
    throw new BadRequestException('An identity ID has the form REGION:UUID, such as eu-west-1:1f2e3d4c-....');
  }
}
