import { Body, Controller, Patch } from '@nestjs/common';
import {
  type CallerAbility,
  Can,
  CurrentAbility,
  ForAuthenticated,
  Policies,
  type Principal,
  type Rules,
  Subject,
  SubjectNotFoundError,
  type SubjectLoaderFunction,
} from 'castellan';

export interface Folder {
  id: string;
  writerIds: string[];
}

export interface Sheet {
  id: string;
  ownerId: string;
  folderId: string;
}

export const folders = new Map<string, Folder>();
export const sheets = new Map<string, Sheet>();
const sheetOfRoute: SubjectLoaderFunction<Sheet> = (context) =>
  sheets.get(context.switchToHttp().getRequest<{ params: { id: string } }>().params.id);

@Policies()
export class SheetPolicies {
  @ForAuthenticated()
  owners({ can }: Rules, caller: Principal) {
    can('move', 'Sheet', { ownerId: caller.sub });
    can('add', 'Folder', { writerIds: caller.sub });
  }
}

@Controller('sheets')
export class SheetsController {
  @Patch(':id/folder')
  @Can('move', 'Sheet', { subject: sheetOfRoute })
  move(
    @Subject() sheet: Sheet,
    @Body() { folderId }: { folderId: string },
    @CurrentAbility() ability: CallerAbility,
  ): Sheet {
    const folder = folders.get(folderId);
    if (folder === undefined) throw new SubjectNotFoundError('There is no such folder.');
    ability.assert('add', 'Folder', folder);
    sheet.folderId = folder.id;
    return sheet;
  }
}
