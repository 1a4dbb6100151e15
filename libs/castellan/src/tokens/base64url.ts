/**
 * Decodes base64url (RFC 4648, section 5) in its one canonical spelling.
 *
 * Node's decoder forgives padding, white space, `+`, `/`, foreign characters and bits left over in the last
 * character, so that one token would have many spellings. Encoding the bytes again yields the canonical
 * spelling; whatever differs from it was another one.
 *
 * @returns the bytes, or `undefined` for any other spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
