import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');
const SOURCES = ['libs/castellan/src', 'libs/sandbox/src'];

const entries = SOURCES.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((file) => file === 'index.ts' || (folder === SOURCES[0] && /^[a-z]+[.]ts$/.test(file)))
    .map((file) => path.join(folder, file)),
);

interface Export {
  readonly name: string;
  readonly entry: string;
  /** Whether there is something at run time: a function, a class, a decorator or a value. */
  readonly isValue: boolean;
  readonly text: string;
  readonly hasExample: boolean;
}

/** The types of other packages, and those of the language, say nothing about what is written in ours. */
function ownSourcesAlone(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) =>
      text.startsWith('.') ? ts.resolveModuleName(text, file, options, host) : { resolvedModule: undefined },
    );
  return host;
}

function exportsOf(): Export[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const options = { ...ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options, noLib: true, types: [] };
  const program = ts.createProgram(
    entries.map((entry) => path.join(ROOT, entry)),
    options,
    ownSourcesAlone(options),
  );
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path.join(ROOT, entry))!)!;
    return checker.getExportsOfModule(module).map((exported) => {
      const symbol =
        (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported);
      return {
        name: exported.name,
        entry,
        isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(exported),
        text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        hasExample: symbol.getJsDocTags(checker).some((tag) => tag.name === 'example'),
      };
    });
  });
}

const isTypeOnly = (symbol: ts.Symbol): boolean =>
  symbol.declarations?.some((declaration) => ts.isTypeOnlyImportOrExportDeclaration(declaration)) ?? false;

/** Errors are thrown by Castellan and caught by their code: how, one example of their base class shows. */
const isExcused = ({ name }: Export): boolean => name.endsWith('Error');

describe('what the packages export', () => {
  const exported = exportsOf();

  it.each(entries)('says what it is: %s', (entry) => {
    const silent = exported.filter((it) => it.entry === entry && it.text === '');
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it.each(entries)('has an example of every function, class, decorator and value: %s', (entry) => {
    const bare = exported.filter(
      (it) => it.entry === entry && it.isValue && !it.hasExample && !isExcused(it),
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });
});
