import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The built package: what it imports at run time, without the imports of types. */
const DIST = path.resolve(__dirname, '../../libs/castellan/dist');

interface Reach {
  /** Relative to the build. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** Everything that loading an entry point loads, or can load later; without `later` only the former. */
function reachOf(entry: string, { later = true } = {}): Reach {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(file, 'utf8');
    const imported = later
      ? ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
      : importedAtOnce(text);
    for (const fileName of imported) {
      if (fileName.startsWith('.')) visit(path.resolve(path.dirname(file), fileName));
      else packages.add(fileName);
    }
  };
  visit(path.join(DIST, entry));
  return { files: [...files].map((file) => path.relative(DIST, file)), packages: [...packages] };
}

/** What a module names in its import and export declarations. */
function importedAtOnce(text: string): string[] {
  return ts.createSourceFile('module.js', text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [];
  });
}

describe('castellan/testing', () => {
  it('reaches neither Nest nor the AWS SDK, nor anything else that is not part of Node', () => {
    const { files, packages } = reachOf('testing.js');
    expect(files).toContain('testing/token-factory.js');
    expect(packages.filter((name) => !name.startsWith('node:'))).toEqual([]);
    expect(files.filter((file) => /^(nest|credentials|policies|cli)\//.test(file))).toEqual([]);
  });

  it.each(['index.js', 'core.js', 'cli/main.js'])('is out of reach of %s', (entry) => {
    const { files } = reachOf(entry);
    expect(files).toContain(path.normalize('tokens/token-verifier.js'));
    expect(files.filter((file) => file.startsWith('testing'))).toEqual([]);
  });

  it('is found by the same search where it is imported', () => {
    expect(existsSync(path.join(DIST, 'testing/token-factory.js'))).toBe(true);
    expect(reachOf('testing.js').files).toContain('testing/jwks-server.js');
  });
});

describe('the castellan command', () => {
  it('loads neither Nest nor the AWS SDK until a command needs them', () => {
    const { packages } = reachOf('cli/main.js', { later: false });
    expect(packages.filter((name) => !name.startsWith('node:')).sort()).toEqual(['jwks-rsa', 'lru-cache']);
    expect(reachOf('cli/main.js').packages).toContain('@nestjs/core');
  });
});
