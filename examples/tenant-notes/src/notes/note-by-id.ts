import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { SubjectLoader } from 'castellan';
import type { Request } from 'express';
import type { Note } from './note.js';
import { NoteStore } from './note.store.js';

/** Loads the note that a route names, once: for the decision, and then for the handler. */
@Injectable()
export class NoteById implements SubjectLoader<Note> {
  constructor(private readonly notes: NoteStore) {}

  load(context: ExecutionContext): Promise<Note | null> {
    const { params } = context.switchToHttp().getRequest<Request<{ tenantId: string; id: string }>>();
    return this.notes.find(params.tenantId, params.id);
  }
}
