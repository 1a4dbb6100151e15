import { Controller, Get } from '@nestjs/common';
import { type Caller, CurrentCaller, Scopes } from 'castellan';
import { DocumentStore } from '../documents/document.store.js';

@Controller('reports')
export class ReportsController {
  constructor(private readonly documents: DocumentStore) {}

  /** For programs: a machine client with this scope has it, users of the demo have not. */
  @Get()
  @Scopes('reports/read')
  report(@CurrentCaller() caller: Caller) {
    const documents = this.documents.all();
    return {
      requestedBy: caller.kind,
      documents: documents.length,
      published: documents.filter(({ published }) => published).length,
    };
  }
}
