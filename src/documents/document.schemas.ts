import { z } from 'zod';

const title = z.string().trim().min(1).max(200);
const body = z.string().max(100_000);

/** The body of `POST /documents`. Who owns the document is never the body's business. */
export const newDocument = z.strictObject({
  title,
  body: body.default(''),
  published: z.boolean().default(false),
  locked: z.boolean().default(false),
});
export type NewDocument = z.infer<typeof newDocument>;

/**
 * The body of `PATCH /documents/:id`. It has every field of a document, so that a forbidden one is refused by
 * the policy, with 403, and a misspelt one by the schema, with 400.
 */
export const documentChanges = z
  .strictObject({
    id: z.string(),
    title,
    body,
    ownerId: z.string(),
    published: z.boolean(),
    locked: z.boolean(),
  })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'name at least one field to change');
export type DocumentChanges = z.infer<typeof documentChanges>;
