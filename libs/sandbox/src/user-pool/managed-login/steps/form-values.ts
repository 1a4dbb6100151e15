import type { PageContext } from '../page-context.js';

/** What was typed into a field, without the spaces that a keyboard adds at the ends. */
export const typed = ({ form }: PageContext, name: string): string => (form.get(name) ?? '').trim();

/** A password as it is: its spaces count. */
export const typedPassword = ({ form }: PageContext): string => form.get('password') ?? '';
