import { z } from 'zod';

/** The body of `POST /tenants/:tenantId/notebooks`. */
export const newNotebook = z.strictObject({ name: z.string().trim().min(1).max(100) });
export type NewNotebook = z.infer<typeof newNotebook>;
