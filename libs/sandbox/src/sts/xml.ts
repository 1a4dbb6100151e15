const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for an XML element. Control characters become references, as AWS writes them. */
export const escapeXml = (text: string): string =>
  text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    /[&<>"'\x00-\x08\x0b-\x1f\x7f]/g,
    (character) => ENTITIES[character] ?? `&#${character.charCodeAt(0)};`,
  );

/** An element that holds text. */
export const xmlText = (name: string, text: string | number): string =>
  `<${name}>${escapeXml(String(text))}</${name}>`;

/** An element that holds others. */
export const xmlElement = (name: string, ...children: readonly string[]): string =>
  `<${name}>${children.join('')}</${name}>`;

/** A whole document with one root element in a namespace, or in none. */
export function xmlDocument(
  name: string,
  namespace: string | undefined,
  ...children: readonly string[]
): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${children.join('')}</${name}>`;
}
