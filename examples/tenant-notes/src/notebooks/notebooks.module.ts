import { Module } from '@nestjs/common';
import { NotebookPolicies } from './notebook.policies.js';
import { NotebookStore } from './notebook.store.js';
import { NotebooksController } from './notebooks.controller.js';

@Module({
  controllers: [NotebooksController],
  providers: [NotebookStore, NotebookPolicies],
  exports: [NotebookStore],
})
export class NotebooksModule {}
