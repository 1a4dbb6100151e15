const NO_FIELDS: ReadonlySet<string> = new Set(['', '__proto__', 'constructor', 'prototype']);

/** A change of these, or of what is inside them, is a change of the type and not of a field. */
export function isFieldName(field: string): boolean {
  return field.split('.').every((part) => !NO_FIELDS.has(part));
}

/** A field name comes from the client: it is quoted, so that it cannot forge a line of a log. */
export function question(action: string, subject: string, field: string | undefined): string {
  return field === undefined ? `${action} ${subject}` : `${action} ${subject}, field ${printable(field)}`;
}

/** Enough to tell which name it is. The log of a refusal must not grow with what a client sends. */
const SHOWN_LENGTH = 100;

/** Quotes a name that a client chose, in ASCII and on one line. Of a long one, the beginning. */
export function printable(text: string): string {
  const quoted = JSON.stringify(text.slice(0, SHOWN_LENGTH)).replace(/[^\x20-\x7e]/g, escaped);
  return text.length > SHOWN_LENGTH ? `${quoted}... (${text.length} characters)` : quoted;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
