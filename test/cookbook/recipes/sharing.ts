import { ForAuthenticated, ForPool, Policies, type Principal, type Rules } from 'castellan';

export interface SharedFile {
  readerIds: string[];
  readerGroups: string[];
}

@Policies()
export class SharedFilePolicies {
  @ForAuthenticated()
  readers({ can }: Rules, caller: Principal) {
    can('read', 'SharedFile', { readerIds: caller.sub });
  }

  @ForPool('staff')
  readersByGroup({ can }: Rules, caller: Principal) {
    if (caller.kind === 'user') can('read', 'SharedFile', { readerGroups: { $in: caller.groups } });
  }
}
