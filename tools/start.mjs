/** `npm start`: installs and builds what is missing, then runs the sample app in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { ROOT } from './workspace.mjs';

prepare();
await import(pathToFileURL(path.join(ROOT, 'dist/main.js')).href);
