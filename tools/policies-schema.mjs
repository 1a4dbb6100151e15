/** Writes the JSON Schema of policy documents, as the built library defines it, to where it is published from. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { ROOT, installed, run } from './workspace.mjs';

prepare();
const library = path.join(ROOT, 'libs/castellan');
const definition = path.join(library, 'dist/policies/documents/policy-document.schema.js');
const { policyDocumentJsonSchema } = await import(pathToFileURL(definition).href);
const file = path.join(library, 'policies.schema.json');
writeFileSync(file, JSON.stringify(policyDocumentJsonSchema()));
process.exit(run(installed('prettier'), ['--write', '--log-level=warn', file]));
