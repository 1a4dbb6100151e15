const NO_FIELDS: ReadonlySet<string> = new Set(['', '__proto__', 'constructor', 'prototype']);

/** A change of these, or of what is inside them, is a change of the type and not of a field. */
export function isFieldName(field: string): boolean {
  return field.split('.').every((part) => !NO_FIELDS.has(part));
}

/** A field name comes from the client: it is quoted, so that it cannot forge a line of a log. */
export function question(action: string, subject: string, field: string | undefined): string {
  return field === undefined ? `${action} ${subject}` : `${action} ${subject}, field ${printable(field)}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function printable(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, escaped);
}
