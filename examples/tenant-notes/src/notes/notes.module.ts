import { Module } from '@nestjs/common';
import { NotebooksModule } from '../notebooks/notebooks.module.js';
import { NoteById } from './note-by-id.js';
import { NoteController } from './note.controller.js';
import { NotePolicies } from './note.policies.js';
import { NoteStore } from './note.store.js';
import { NotesController } from './notes.controller.js';

@Module({
  imports: [NotebooksModule],
  controllers: [NotesController, NoteController],
  providers: [NoteStore, NoteById, NotePolicies],
  exports: [NoteStore],
})
export class NotesModule {}
