import { existsSync } from 'node:fs';

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'The line is empty. Is the variable set?'],
  [/\0/, 'The input is UTF-16. Write it as UTF-8.'],
  [/^\uFEFF/, 'It begins with a byte order mark. Write the file without one.'],
  [/^["'`]|["'`],?$/, 'It stands in quotes. Leave them out.'],
  [/^(authorization\s*:\s*)?bearer\s/i, 'It begins with "Bearer". Leave that out.'],
  [/^authorization\s*:/i, 'It begins with the name of a header. Leave that out.'],
  [/^\s|\s$/, 'There are blanks around it. Leave them out.'],
  [/\s/, 'There are blanks in it. A token is one word on one line.'],
  [/^[\w-]+(\.[\w-]*){4}$/, 'It has five parts: it is encrypted, such as a refresh token of Cognito.'],
];

/** What is probably wrong with a text that is no token. It shows nothing of the text. */
export function pasteHint(text: string): string | undefined {
  return FORMS.find(([form]) => form.test(text))?.[1];
}

/** As {@link pasteHint}, for a text that was an argument. */
export function argumentHint(text: string): string | undefined {
  const isFile = text.length < 4_096 && !text.includes('\0') && existsSync(text);
  return isFile ? 'It is the name of a file. Write "< FILE" to read tokens from it.' : pasteHint(text);
}
