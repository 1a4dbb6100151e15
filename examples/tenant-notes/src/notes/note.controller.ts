import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { Can, CheckFields, ReadableFields, Subject, Tenant } from 'castellan';
import { NotebookStore } from '../notebooks/notebook.store.js';
import { NoteById } from './note-by-id.js';
import { type NoteChanges, noteChanges } from './note.schemas.js';
import { NoteStore } from './note.store.js';
import type { Note } from './note.js';

/**
 * One note. What stands on the class holds for each handler as well: a note that the caller may not read is as absent
 * as one that does not exist (404), and one that may be read but not changed is refused (403).
 */
@Controller('tenants/:tenantId/notes/:id')
@Tenant()
@Can('read', 'Note', { subject: NoteById, hideExistence: true })
export class NoteController {
  constructor(
    private readonly notes: NoteStore,
    private readonly notebooks: NotebookStore,
  ) {}

  @Get()
  @ReadableFields('Note')
  read(@Subject() note: Note): Note {
    return note;
  }

  /** Each field that the body names has to be one that the caller may change. */
  @Patch()
  @Can('update', 'Note', { subject: NoteById })
  @CheckFields()
  @ReadableFields('Note')
  async update(@Subject() note: Note, @Body({ schema: noteChanges }) changes: NoteChanges): Promise<Note> {
    if (changes.notebookId !== undefined) await this.notebooks.require(note.tenantId, changes.notebookId);
    return this.notes.update(note, changes);
  }

  @Post('publish')
  @HttpCode(200)
  @Can('publish', 'Note', { subject: NoteById })
  @ReadableFields('Note')
  publish(@Subject() note: Note): Promise<Note> {
    return this.notes.update(note, { status: 'published' });
  }

  @Delete()
  @HttpCode(204)
  @Can('delete', 'Note', { subject: NoteById })
  delete(@Subject() note: Note): Promise<void> {
    return this.notes.delete(note);
  }
}
