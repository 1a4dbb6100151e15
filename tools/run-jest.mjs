import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, installed } from './workspace.mjs';

/** More than these have not failed because the machine was busy. */
const MOST_UNSTEADY_FILES = 3;

/**
 * Runs Jest, whose progress goes to the standard error. Not synchronously: what servers beside it say has to be read
 * meanwhile. Returns what Jest counted; a test file that cannot be loaded counts as one failure, since it has no
 * test to count.
 *
 * A file that fails beside others is run once more by itself. What passes then is counted as passed, and the file is
 * named as unsteady, which is a fault to mend.
 *
 * @param only Patterns of the files to run. Default: all of them.
 */
export async function runJest(options, { only = [], environment = {} } = {}) {
  const first = await jestOnce([...only, ...options], environment);
  const failed = first.files.filter(isFailed).map(({ name }) => name);
  if (failed.length === 0 || failed.length > MOST_UNSTEADY_FILES) return outcomeOf(first);

  console.error(`Once more, alone: ${failed.map(relative).join(', ')}`);
  const withoutCoverage = options.filter((option) => option !== '--coverage');
  const again = await jestOnce(
    ['--runTestsByPath', ...failed, '--runInBand', '--forceExit', ...withoutCoverage],
    environment,
  );
  for (const { name } of again.files.filter((file) => !isFailed(file))) {
    console.log(`Unsteady: ${relative(name)} failed beside others and passed alone`);
  }
  const second = new Map(again.files.map((file) => [file.name, file]));
  return outcomeOf({ ...first, files: first.files.map((file) => second.get(file.name) ?? file) });
}

async function jestOnce(args, environment) {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-jest-'));
  const report = path.join(folder, 'jest.json');
  const jest = spawn(installed('jest'), ['--json', `--outputFile=${report}`, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // The SDK says on Node 20 that its releases of 2027 will need Node 22. Its versions are pinned below those.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...process.env, ...environment },
  });
  let said = '';
  jest.stderr.on('data', (text) => {
    process.stderr.write(text);
    said += text;
  });
  const status = await new Promise((resolve) => jest.once('close', resolve));
  const files = filesOf(report);
  // Jest says so in words only, and its status tells as much of a failed test.
  const isCovered = !/Jest: (Coverage|Uncovered) /.test(said);
  rmSync(folder, { recursive: true, force: true });
  return { files, isCovered, status };
}

/** Where Jest ended before it could report, that is a failure of its own. */
function filesOf(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return [{ name: path.join(ROOT, 'the report of Jest'), status: 'failed', assertionResults: [] }];
  }
}

function outcomeOf({ files, isCovered, status }) {
  const statuses = files.flatMap(({ assertionResults }) => assertionResults.map((test) => test.status));
  const passed = statuses.filter((found) => found === 'passed').length;
  const unloadable = files.filter((file) => isFailed(file) && !file.assertionResults.some(isFailed)).length;
  const failed = statuses.filter((found) => found === 'failed').length + unloadable;
  return { passed, failed, isCovered, status };
}

function isFailed({ status }) {
  return status === 'failed';
}

function relative(file) {
  return path.relative(ROOT, file);
}

/** Prints the last line of a test command, and ends it. */
export function conclude(passed, failed) {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
