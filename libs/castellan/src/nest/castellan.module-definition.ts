import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { CastellanOptions } from './castellan.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<CastellanOptions>({ moduleName: 'Castellan' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createCastellanOptions')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
