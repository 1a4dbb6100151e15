import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');
const SOURCE = path.join(ROOT, 'libs/castellan/src');

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  return ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options;
}

/** The declarations of the package as an application gets them, in a folder of their own, to compile against. */
export class CompiledPackage {
  /** Read once for all programs: they have the same options. */
  readonly #sources = new Map<string, ts.SourceFile | undefined>();

  private constructor(private readonly folder: string) {}

  static emit(): CompiledPackage {
    const folder = mkdtempSync(path.join(tmpdir(), 'castellan-types-'));
    cpSync(path.join(ROOT, 'libs/castellan/package.json'), path.join(folder, 'package.json'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    mkdirSync(path.join(folder, 'application'));
    const entries = ['index.ts', 'core.ts'].map((file) => path.join(SOURCE, file));
    const options = {
      ...compilerOptions(),
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: SOURCE,
      outDir: path.join(folder, 'dist'),
    };
    ts.createProgram(entries, options).emit();
    return new CompiledPackage(folder);
  }

  /** Compiles the files of an application. What is wrong with each of them, and with the package under them. */
  check(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
    const at = (file: string): string => path.join(this.folder, 'application', file);
    const virtual = new Map([...files].map(([file, code]) => [at(file), code]));
    const options: ts.CompilerOptions = {
      ...compilerOptions(),
      noUnusedLocals: false,
      noUnusedParameters: false,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [path.join(ROOT, 'node_modules/@types')],
      paths: {
        castellan: [path.join(this.folder, 'dist/index.d.ts')],
        'castellan/*': [path.join(this.folder, 'dist/*.d.ts')],
      },
    };
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (file) => virtual.has(file) || fileExists(file);
    host.readFile = (file) => virtual.get(file) ?? readFile(file);
    host.getSourceFile = (file, language, ...rest) => {
      const code = virtual.get(file);
      if (code !== undefined) return ts.createSourceFile(file, code, language);
      if (!this.#sources.has(file)) this.#sources.set(file, getSourceFile(file, language, ...rest));
      return this.#sources.get(file);
    };
    const program = ts.createProgram([...virtual.keys()], options, host);
    const own = program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(`${this.folder}/dist/`));
    const messages = (source: ts.SourceFile): string[] =>
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
      );
    return new Map([
      ...[...files.keys()].map((file) => [file, messages(program.getSourceFile(at(file))!)] as const),
      ['the package', own.flatMap(messages)],
    ]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
