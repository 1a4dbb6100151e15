import type { Note } from '../src/notes/note.js';
import { type Answer, NotesApp } from './notes-app.js';

it('boots', async () => {
  const app = await NotesApp.start();
  const olga = await app.signIn('olga');
  const r = await app.request(olga, 'POST /tenants/acme/notebooks', { name: 'Plans' });
  expect(r).toEqual({});
  await app.close();
});
