import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Compiles the first program of a page of docs/, as it stands there, and gives what it exports. */
export function programOf(page: string): unknown {
  const text = readFileSync(path.join(__dirname, '../../docs', page), 'utf8');
  const [, source] = /^```ts\n([\s\S]*?)^```$/m.exec(text)!;
  const { outputText } = ts.transpileModule(source!, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  const exported = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- runs the page
  new Function('require', 'exports', outputText)(
    (name: string): unknown => jest.requireActual(name),
    exported,
  );
  return exported;
}
