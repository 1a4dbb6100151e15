import { Controller, Get } from '@nestjs/common';
import { Can, Pool, ReadableFields } from 'castellan';
import { NoteStore } from '../notes/note.store.js';
import type { Note } from '../notes/note.js';

/** For programs of the auditors, whose rights are in `policies/auditors.json` and not in this code. */
@Controller('audit')
@Pool('auditors')
export class AuditController {
  constructor(private readonly notes: NoteStore) {}

  /** Every note of every tenant, cut down to the fields that auditors may read. */
  @Get('notes')
  @Can('read', 'Note', { field: 'title' })
  @ReadableFields('Note')
  list(): Promise<Note[]> {
    return this.notes.all();
  }
}
