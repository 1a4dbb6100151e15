import type { UserPoolServiceOptions } from '../../user-pool/user-pool-service-options.js';

/** What `UserPoolModule.forRoot` takes: the options of `UserPoolService`. */
export interface UserPoolModuleOptions extends Omit<UserPoolServiceOptions, 'revocations'> {
  /**
   * Hears of users who were signed out everywhere. Default: `Revocations` of `CastellanModule`, where the application
   * has it and it is global; `false` for nobody.
   */
  readonly revocations?: UserPoolServiceOptions['revocations'] | false;
}
