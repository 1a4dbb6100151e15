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

/** As long as the longest token by default; longer texts are rare and get memory of their own. */
const scratch = Buffer.allocUnsafeSlow(8 * 1_024);

/**
 * Decodes like {@link decodeBase64url} what is read at once, in memory that the next text is decoded in: to get new
 * memory for each takes as long as to decode it.
 *
 * @param read - Keeps nothing of the bytes.
 * @returns what `read` returns, or `undefined` for any spelling but the canonical one.
 */
export function readBase64url<T>(text: string, read: (bytes: Buffer) => T): T | undefined {
  if (text.length > scratch.length) {
    const bytes = decodeBase64url(text);
    return bytes && read(bytes);
  }
  const bytes = scratch.subarray(0, scratch.write(text, 'base64url'));
  return bytes.toString('base64url') === text ? read(bytes) : undefined;
}
