/** `npm start`: installs and builds what is missing, then runs the sample app in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { ROOT } from './workspace.mjs';

prepare();
// The SDK says on Node 20 that its releases of 2027 will need Node 22. Its versions are pinned below those.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
await import(pathToFileURL(path.join(ROOT, 'dist/main.js')).href);
