/**
 * Installs what the lock file names and builds what has changed, and does nothing when both are fresh, so that
 * every other script can call it first.
 */
import { chmodSync, existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, digest, filesBelow, installed, isFresh, markFresh, run } from './workspace.mjs';

const LOCK_FILE = 'package-lock.json';
const BUILD_CONFIGURATION = [
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'libs/castellan/tsconfig.build.json',
  'libs/sandbox/tsconfig.build.json',
];
const COMMANDS = {
  castellan: 'libs/castellan/dist/cli/main.js',
  'castellan-sandbox': 'libs/sandbox/dist/cli/main.js',
};
const OUTPUTS = [
  'libs/castellan/dist/index.js',
  'libs/sandbox/dist/index.js',
  'dist/main.js',
  'dist/page/assets/index.html',
  ...Object.values(COMMANDS),
];

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (supported) return;
  console.error(`Castellan needs Node.js 20.19+, 22.12+ or 24+; this is ${process.versions.node}.`);
  process.exit(1);
}

function install() {
  const wanted = digest([LOCK_FILE]);
  if (isFresh('install', wanted)) return;
  console.log('Installing dependencies by the lock file ...');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) {
    console.error('The dependencies could not be installed. The lines above say why.');
    process.exit(1);
  }
  markFresh('install', wanted);
}

/** Builds the two libraries and the sample app, in the order of their dependence. */
export function build() {
  const isSource = (name) => name.endsWith('.ts') && !/\.spec(-helper)?\.ts$/.test(name);
  const sources = ['libs/castellan/src', 'libs/sandbox/src', 'src'].flatMap((folder) =>
    filesBelow(folder, isSource),
  );
  const assets = filesBelow('src/page/assets', () => true);
  const wanted = digest([...BUILD_CONFIGURATION, LOCK_FILE, ...sources, ...assets]);
  if (isFresh('build', wanted) && OUTPUTS.every((file) => existsSync(path.join(ROOT, file)))) return;
  console.log('Building ...');
  for (const args of [['build', 'castellan'], ['build', 'sandbox'], ['build']]) {
    if (run(installed('nest'), args) !== 0) {
      console.error(`The build failed at "nest ${args.join(' ')}".`);
      process.exit(1);
    }
  }
  // npm links a command when it installs, and makes it executable; these were not built then.
  for (const [name, file] of Object.entries(COMMANDS)) {
    chmodSync(path.join(ROOT, file), 0o755);
    const link = installed(name);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(ROOT, file)), link);
  }
  markFresh('build', wanted);
}

export function prepare() {
  requireNode();
  install();
  build();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) prepare();
