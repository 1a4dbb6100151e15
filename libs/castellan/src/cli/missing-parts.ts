/** A part of the request that a decision asked for and nobody gave. */
export type MissingPart =
  | { readonly kind: 'subject' | 'body' | 'host' }
  | { readonly kind: 'param' | 'header'; readonly name: string };

/** What to pass so that a request that was refused has what the route reads. */
export function missingPartLines({
  granted,
  missing,
}: {
  readonly granted: boolean;
  readonly missing: readonly MissingPart[];
}): readonly string[] {
  return granted ? [] : missing.map((part) => `the route reads ${readText(part)}: pass ${optionText(part)}`);
}

function readText(part: MissingPart): string {
  switch (part.kind) {
    case 'subject':
      return 'the instance that it loads';
    case 'body':
      return 'the fields of the body';
    case 'host':
      return 'the host';
    case 'param':
      return `its parameter ${part.name}`;
    case 'header':
      return `the header ${part.name}`;
  }
}

function optionText(part: MissingPart): string {
  switch (part.kind) {
    case 'subject':
    case 'body':
      return `--${part.kind} FILE`;
    case 'host':
      return '--host HOST';
    case 'param':
    case 'header':
      return `--${part.kind} ${part.name}=VALUE`;
  }
}
