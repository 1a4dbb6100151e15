import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { UserPoolService } from '../../user-pool/user-pool-service.js';
import { Revocations } from '../revocation/revocations.js';
import { ConfigurableUserPoolModule, USER_POOL_OPTIONS } from './user-pool.module-definition.js';
import type { UserPoolModuleOptions } from './user-pool.module-options.js';

/**
 * The users of a Cognito user pool in a Nest application: provides {@link UserPoolService}. Where `CastellanModule` is
 * imported too, users who are signed out everywhere are refused at once, and lose the AWS credentials that were kept.
 *
 * `forRootAsync` takes the same options from `useFactory` (with `inject` and `imports`), `useClass` or `useExisting`.
 * `isGlobal` is true unless set otherwise.
 *
 * @throws ConfigurationError while the application starts, if an option is wrong or the AWS SDK is not installed.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { CastellanModule } from 'castellan';
 * import { UserPoolModule } from 'castellan/user-pool';
 *
 * @Module({
 *   imports: [
 *     CastellanModule.forRoot({
 *       userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['my-client-id'], tokenUse: 'access' }],
 *     }),
 *     UserPoolModule.forRoot({ userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'my-client-id' }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({
  providers: [
    {
      provide: UserPoolService,
      inject: [USER_POOL_OPTIONS, { token: Revocations, optional: true }],
      useFactory: (options: UserPoolModuleOptions, own: Revocations | undefined): UserPoolService => {
        const { revocations = own, ...others } = Object(options) as UserPoolModuleOptions;
        return new UserPoolService({
          ...others,
          ...(revocations !== undefined && revocations !== false && { revocations }),
        });
      },
    },
  ],
  exports: [UserPoolService],
})
export class UserPoolModule
  extends ConfigurableUserPoolModule
  implements OnModuleInit, OnApplicationShutdown
{
  constructor(@Inject(UserPoolService) private readonly users: UserPoolService) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await this.users.open();
  }

  onApplicationShutdown(): void {
    this.users.close();
  }
}
