import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, installed } from './workspace.mjs';

/**
 * Runs Jest, whose progress goes to the standard error. Not synchronously: what servers beside it say has to be read
 * meanwhile. Returns what Jest counted; a test file that cannot be loaded counts as one failure, since it has no
 * test to count.
 */
export async function runJest(args, environment = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-jest-'));
  const report = path.join(folder, 'jest.json');
  const jest = spawn(installed('jest'), ['--json', `--outputFile=${report}`, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    // The SDK says on Node 20 that its releases of 2027 will need Node 22. Its versions are pinned below those.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...process.env, ...environment },
  });
  const status = await new Promise((resolve) => jest.once('exit', resolve));
  const counts = countsOf(report);
  rmSync(folder, { recursive: true, force: true });
  return { ...counts, status };
}

function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Prints the last line of a test command, and ends it. */
export function conclude(passed, failed) {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
