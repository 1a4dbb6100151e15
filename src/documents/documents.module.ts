import { Module } from '@nestjs/common';
import { DocumentById } from './document-by-id.js';
import { DocumentPolicies } from './document.policies.js';
import { DocumentStore } from './document.store.js';
import { DocumentsController } from './documents.controller.js';

@Module({
  controllers: [DocumentsController],
  providers: [DocumentStore, DocumentById, DocumentPolicies],
  exports: [DocumentStore],
})
export class DocumentsModule {}
