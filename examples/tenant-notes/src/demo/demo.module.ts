import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Sandbox } from 'castellan-sandbox';
import { demoSandbox } from './demo-sandbox.js';

/** Runs the sandbox as long as the application, so that the example needs no AWS. */
@Module({
  providers: [
    {
      provide: Sandbox,
      useFactory: () => Sandbox.start(demoSandbox(Number(process.env.SANDBOX_PORT ?? 0))),
    },
  ],
  exports: [Sandbox],
})
export class DemoModule implements OnApplicationShutdown {
  constructor(private readonly sandbox: Sandbox) {}

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.stop();
  }
}
