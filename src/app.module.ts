import { type DynamicModule, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { CastellanModule } from 'castellan';
import { AuthController, UserPoolModule } from 'castellan/user-pool';
import type { AppConfiguration } from './configuration/configuration.js';
import { DocumentsModule } from './documents/documents.module.js';
import { FilesModule } from './files/files.module.js';
import { HealthController } from './health/health.controller.js';
import { MeController } from './me/me.controller.js';
import { PageController } from './page/page.controller.js';
import { PAGE, readPage } from './page/page.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ReportsController } from './reports/reports.controller.js';

/** The sample app: a small documents API that reads as documentation. */
@Module({})
export class AppModule {
  static for({ castellan, filesBucket, account, pageFolder }: AppConfiguration): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CastellanModule.forRoot(castellan),
        DocumentsModule,
        FilesModule.forBucket(filesBucket),
        ...(account === undefined ? [] : [UserPoolModule.forRoot(account)]),
      ],
      controllers: [
        HealthController,
        MeController,
        ReportsController,
        ...(account === undefined ? [] : [AuthController({ path: 'account', appName: 'Documents' })]),
        ...(pageFolder === undefined ? [] : [PageController]),
      ],
      providers: [
        { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
        ...(pageFolder === undefined ? [] : [{ provide: PAGE, useFactory: () => readPage(pageFolder) }]),
      ],
    };
  }
}
