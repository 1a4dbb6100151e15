import type {} from 'castellan';
import type { Notebook } from './notebooks/notebook.js';
import type { Note } from './notes/note.js';

/** What the policies of this application are about. A misspelt subject, action or field does not compile. */
declare module 'castellan' {
  interface PolicyTypes {
    subjects: {
      Notebook: { type: Notebook; actions: 'create' | 'read' };
      Note: { type: Note; actions: 'create' | 'read' | 'update' | 'publish' | 'delete' };
    };
  }
}
