import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { NewDocument } from './document.schemas.js';
import type { Document } from './document.js';

/** The documents, in memory: sample data that is gone with the process. */
@Injectable()
export class DocumentStore {
  readonly #documents = new Map<string, Document>();

  constructor() {
    const body = 'Everybody can read this document.';
    this.create({ title: 'Welcome', body, published: true, locked: false }, 'nobody');
  }

  all(): Document[] {
    return [...this.#documents.values()];
  }

  find(id: string): Document | undefined {
    return this.#documents.get(id);
  }

  create(content: NewDocument, ownerId: string): Document {
    const document: Document = { id: randomUUID(), ...content, ownerId };
    this.#documents.set(document.id, document);
    return document;
  }

  delete(id: string): void {
    this.#documents.delete(id);
  }
}
