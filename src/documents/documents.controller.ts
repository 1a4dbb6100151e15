import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  Accessible,
  type AccessibleFilter,
  type CallerAbility,
  Can,
  CurrentAbility,
  CurrentUser,
  Groups,
  Public,
  Subject,
  type UserPrincipal,
} from 'castellan';
import { DocumentById } from './document-by-id.js';
import { DocumentStore } from './document.store.js';
import { type DocumentChanges, documentChanges, type NewDocument, newDocument } from './document.schemas.js';
import type { Document } from './document.js';

/** The group that writes documents. */
export const WRITERS = 'editors';

@Controller('documents')
export class DocumentsController {
  constructor(private readonly documents: DocumentStore) {}

  /** The list is cut by the rules that decide about single documents. */
  @Get()
  @Public()
  list(@Accessible('read', 'Document') readable: AccessibleFilter): Document[] {
    return readable.filter(this.documents.all());
  }

  /** A draft of somebody else is as absent as one that does not exist. */
  @Get(':id')
  @Public()
  @Can('read', 'Document', { subject: DocumentById, hideExistence: true })
  read(@Subject() document: Document): Document {
    return document;
  }

  @Post()
  @Groups(WRITERS)
  create(@Body({ schema: newDocument }) content: NewDocument, @CurrentUser() user: UserPrincipal): Document {
    return this.documents.create(content, user.sub);
  }

  /** The caller may change the document as a whole, and then each field that the body names. */
  @Patch(':id')
  @Can('update', 'Document', { subject: DocumentById })
  update(
    @Subject() document: Document,
    @Body({ schema: documentChanges }) changes: DocumentChanges,
    @CurrentAbility() ability: CallerAbility,
  ): Document {
    ability.assertFields('update', 'Document', document, Object.keys(changes));
    return Object.assign(document, changes);
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('delete', 'Document', { subject: DocumentById })
  delete(@Subject() document: Document): void {
    this.documents.delete(document.id);
  }
}
