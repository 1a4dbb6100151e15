/** Percent-encodes as SigV4 asks: everything but letters, digits and `-._~`, in upper case. */
export function encodeUriComponent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As `encodeUriComponent`, but a slash stays a slash. */
export const encodeUriPath = (path: string): string => path.split('/').map(encodeUriComponent).join('/');

/** Decodes once. `undefined` if an escape is broken or the bytes are not UTF-8. */
export function decodeUriComponent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
