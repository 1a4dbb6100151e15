/**
 * `npm run test:browser`: the scenarios named `*.browser.ts`, in the Chromium of this machine. Where there is none they are
 * not run, and that is said; with CI=true it fails. The last line is "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { conclude, runJest } from './run-jest.mjs';

const browser = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)))
  .find((file) => spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0);
if (browser === undefined) {
  const isRequired = process.env.CI === 'true';
  console.log(
    `${isRequired ? 'FAIL' : 'skip'} no chromium is installed, so no page is opened. On Debian: apt-get install -y chromium`,
  );
  conclude(0, isRequired ? 1 : 0);
}
const { passed, failed } = await runJest(['--config', 'jest.browser.config.mjs'], {
  only: process.argv.slice(2),
  environment: { CASTELLAN_BROWSER: browser },
});
conclude(passed, failed);
