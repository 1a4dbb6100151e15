import type { CastellanOptions } from 'castellan';

/** What the processes are told by their environment. */
export interface Settings {
  readonly notes: string;
  readonly files: string;
  readonly bucket: string;
  /** Whose tokens are accepted, and who gives their owners keys to AWS. The same in each process. */
  readonly castellan: Pick<CastellanOptions, 'userPools' | 'identityPool' | 'awsClientDefaults'>;
}

export function settingsOf(environment: NodeJS.ProcessEnv): Settings {
  const read = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === '') throw new Error(`${name} is not set.`);
    return value;
  };
  return {
    notes: read('NOTES_ADDRESS'),
    files: read('FILES_ADDRESS'),
    bucket: read('BUCKET'),
    castellan: JSON.parse(read('CASTELLAN')) as Settings['castellan'],
  };
}
