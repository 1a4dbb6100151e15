import { z } from 'zod';

const notebookId = z.uuid();
const title = z.string().trim().min(1).max(200);
const body = z.string().max(100_000);
const remarks = z.string().max(1_000);

/** The body of `POST /tenants/:tenantId/notes`. */
export const newNote = z.strictObject({
  notebookId,
  title,
  body: body.default(''),
  remarks: remarks.default(''),
});
export type NewNote = z.infer<typeof newNote>;

/** The body of `PATCH /tenants/:tenantId/notes/:id`. Which of the fields a caller may change is said by the policies. */
export const noteChanges = z.strictObject({ notebookId, title, body, remarks }).exactPartial();
export type NoteChanges = z.infer<typeof noteChanges>;
