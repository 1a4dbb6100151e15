import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { SubjectLoader } from 'castellan';
import type { Request } from 'express';
import { DocumentStore } from './document.store.js';
import type { Document } from './document.js';

/** Loads the document a route names, for the decision and for the handler. */
@Injectable()
export class DocumentById implements SubjectLoader<Document> {
  constructor(private readonly documents: DocumentStore) {}

  load(context: ExecutionContext): Document | undefined {
    const { params } = context.switchToHttp().getRequest<Request<{ id: string }>>();
    return this.documents.find(params.id);
  }
}
