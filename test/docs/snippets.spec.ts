import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');

interface Snippet {
  /** Where a person finds it. */
  readonly at: string;
  readonly code: string;
}

const filesBelow = (folder: string, extension: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension) && !/node_modules|dist|\.spec/.test(file))
    .map((file) => path.join(folder, file));

function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8').replaceAll(/^ *\* ?/gm, (margin) =>
    file.endsWith('.ts') ? '' : margin,
  );
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match, index) => ({
    at: `${file}, snippet ${index + 1}`,
    code: match[1] ?? '',
  }));
}

const markdown = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...['docs', 'libs', 'bench', 'examples'].flatMap((folder) => filesBelow(folder, '.md')),
];
const snippets = [...markdown, ...filesBelow('libs', '.ts')].flatMap(snippetsOf);

/** Compiles all snippets as modules of this workspace, in one program. */
function diagnose(): Map<string, string[]> {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const virtual = new Map(
    snippets.map(({ code }, index) => [path.join(ROOT, `test/docs/snippet-${index}.ts`), code]),
  );
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => virtual.has(file) || fileExists(file);
  host.readFile = (file) => virtual.get(file) ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const code = virtual.get(file);
    return code === undefined
      ? getSourceFile(file, languageVersion, ...rest)
      : ts.createSourceFile(file, code, languageVersion);
  };
  const program = ts.createProgram(
    [...virtual.keys()],
    { ...options, noUnusedLocals: false, noUnusedParameters: false },
    host,
  );
  return new Map(
    [...virtual.keys()].map((file, index) => {
      const source = program.getSourceFile(file)!;
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      const messages = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
      return [snippets[index]!.at, messages];
    }),
  );
}

describe('the documentation', () => {
  let diagnostics: Map<string, string[]>;

  beforeAll(() => {
    diagnostics = diagnose();
  }, 120_000);

  it('has snippets', () => {
    expect(snippets.length).toBeGreaterThan(20);
  });

  it.each(snippets.map(({ at }) => at))('compiles %s', (at) => {
    expect(diagnostics.get(at)).toEqual([]);
  });

  it.each(markdown)('links from %s to files that exist', (file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    const broken = targets.filter(
      (target) =>
        !ts.sys.fileExists(path.resolve(ROOT, path.dirname(file), target)) &&
        !ts.sys.directoryExists(path.resolve(ROOT, path.dirname(file), target)),
    );
    expect(broken).toEqual([]);
  });
});
