import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import {
  Can,
  CheckFields,
  CurrentUser,
  ForGroup,
  Policies,
  type Rules,
  Subject,
  type SubjectLoaderFunction,
  type UserPrincipal,
} from 'castellan';

export interface Memo {
  id: string;
  ownerId: string;
  text: string;
}

const memos = new Map<string, Memo>();
const memoOfRoute: SubjectLoaderFunction<Memo> = (context) =>
  memos.get(context.switchToHttp().getRequest<{ params: { id: string } }>().params.id);

@Policies()
export class MemoPolicies {
  @ForGroup('members')
  members({ can }: Rules, member: UserPrincipal) {
    can('create', 'Memo', ['text']);
    can('read', 'Memo', { ownerId: member.sub });
    can('update', 'Memo', ['text'], { ownerId: member.sub });
  }
}

@Controller('memos')
export class MemosController {
  @Post()
  @Can('create', 'Memo')
  @CheckFields()
  create(@CurrentUser() owner: UserPrincipal, @Body() { text }: Pick<Memo, 'text'>): Memo {
    const memo = { id: crypto.randomUUID(), ownerId: owner.sub, text };
    memos.set(memo.id, memo);
    return memo;
  }

  @Get(':id')
  @Can('read', 'Memo', { subject: memoOfRoute, hideExistence: true })
  read(@Subject() memo: Memo): Memo {
    return memo;
  }

  @Patch(':id')
  @Can('update', 'Memo', { subject: memoOfRoute, hideExistence: true })
  @CheckFields()
  update(@Subject() memo: Memo, @Body() changes: Partial<Memo>): Memo {
    return Object.assign(memo, changes);
  }
}
