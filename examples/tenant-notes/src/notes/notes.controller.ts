import { BadRequestException, Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  Accessible,
  type AccessibleFilter,
  Can,
  CheckFields,
  CurrentTenant,
  CurrentUser,
  ReadableFields,
  Subject,
  Tenant,
  type UserPrincipal,
} from 'castellan';
import { NotebookStore } from '../notebooks/notebook.store.js';
import { NoteById } from './note-by-id.js';
import { type NewNote, newNote, type NoteChanges, noteChanges } from './note.schemas.js';
import { NoteStore } from './note.store.js';
import type { Note } from './note.js';

/** The notes of a tenant. A note that the caller may not read is as absent as one that does not exist. */
@Controller('tenants/:tenantId/notes')
@Tenant()
export class NotesController {
  constructor(
    private readonly notes: NoteStore,
    private readonly notebooks: NotebookStore,
  ) {}

  @Get()
  @ReadableFields('Note')
  list(
    @CurrentTenant() tenantId: string,
    @Accessible('read', 'Note') readable: AccessibleFilter,
  ): Promise<Note[]> {
    return this.notes.list(tenantId, readable);
  }

  @Get(':id')
  @Can('read', 'Note', { subject: NoteById, hideExistence: true })
  @ReadableFields('Note')
  read(@Subject() note: Note): Note {
    return note;
  }

  @Post()
  @Can('create', 'Note')
  @CheckFields()
  @ReadableFields('Note')
  async create(
    @CurrentTenant() tenantId: string,
    @CurrentUser() author: UserPrincipal,
    @Body({ schema: newNote }) content: NewNote,
  ): Promise<Note> {
    await this.requireNotebook(tenantId, content.notebookId);
    return this.notes.create({ ...content, tenantId, authorId: author.sub, status: 'draft' });
  }

  @Patch(':id')
  @Can('update', 'Note', { subject: NoteById, hideExistence: true })
  @CheckFields()
  @ReadableFields('Note')
  async update(@Subject() note: Note, @Body({ schema: noteChanges }) changes: NoteChanges): Promise<Note> {
    if (changes.notebookId !== undefined) await this.requireNotebook(note.tenantId, changes.notebookId);
    return this.notes.update(note, changes);
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Can('publish', 'Note', { subject: NoteById, hideExistence: true })
  @ReadableFields('Note')
  publish(@Subject() note: Note): Promise<Note> {
    return this.notes.update(note, { status: 'published' });
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('delete', 'Note', { subject: NoteById, hideExistence: true })
  delete(@Subject() note: Note): Promise<void> {
    return this.notes.delete(note);
  }

  private async requireNotebook(tenantId: string, id: string): Promise<void> {
    if (await this.notebooks.exists(tenantId, id)) return;
    throw new BadRequestException('notebookId names no notebook of this tenant.');
  }
}
