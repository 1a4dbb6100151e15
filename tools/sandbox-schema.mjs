/** Writes the JSON Schema of the sandbox's configuration file, as the built library defines it, to where it is published from. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { ROOT, installed, run } from './workspace.mjs';

prepare();
const library = path.join(ROOT, 'libs/sandbox');
const definition = path.join(library, 'dist/cli/config-schema.js');
const { CONFIG_SCHEMA } = await import(pathToFileURL(definition).href);
const file = path.join(library, 'config.schema.json');
writeFileSync(file, JSON.stringify(CONFIG_SCHEMA));
process.exit(run(installed('prettier'), ['--write', '--log-level=warn', file]));
