import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { UserPoolModuleOptions } from './user-pool.module-options.js';

export const {
  ConfigurableModuleClass: ConfigurableUserPoolModule,
  MODULE_OPTIONS_TOKEN: USER_POOL_OPTIONS,
} = new ConfigurableModuleBuilder<UserPoolModuleOptions>({ moduleName: 'CastellanUserPool' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createUserPoolOptions')
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();
