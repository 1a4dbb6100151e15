import { Body, Controller, Get, Post } from '@nestjs/common';
import {
  Accessible,
  type AccessibleFilter,
  Can,
  CheckFields,
  CurrentTenant,
  CurrentUser,
  ReadableFields,
  Tenant,
  type UserPrincipal,
} from 'castellan';
import { NotebookStore } from '../notebooks/notebook.store.js';
import { type NewNote, newNote } from './note.schemas.js';
import { NoteStore } from './note.store.js';
import type { Note } from './note.js';

/** The notes of a tenant. */
@Controller('tenants/:tenantId/notes')
@Tenant()
export class NotesController {
  constructor(
    private readonly notes: NoteStore,
    private readonly notebooks: NotebookStore,
  ) {}

  /** What the caller may read: the rules become a part of the query, and then take fields out of its rows. */
  @Get()
  @ReadableFields('Note')
  list(
    @CurrentTenant() tenantId: string,
    @Accessible('read', 'Note') readable: AccessibleFilter,
  ): Promise<Note[]> {
    return this.notes.list(tenantId, readable);
  }

  /** The tenant and the author come from the token. A body that names either is refused. */
  @Post()
  @Can('create', 'Note')
  @CheckFields()
  async create(
    @CurrentTenant() tenantId: string,
    @CurrentUser() author: UserPrincipal,
    @Body({ schema: newNote }) content: NewNote,
  ): Promise<Note> {
    await this.notebooks.require(tenantId, content.notebookId);
    return this.notes.create({ ...content, tenantId, authorId: author.sub, status: 'draft' });
  }
}
