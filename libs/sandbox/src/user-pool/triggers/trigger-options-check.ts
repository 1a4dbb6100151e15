import { assertMatch, assertObject, assertOneOf, isRecord } from '../../option-check.js';
import { optionError } from '../../option-error.js';
import { TRIGGER_TITLES, type TriggersOptions } from './trigger-options.js';

const CUSTOM_CHALLENGE = [
  'defineAuthChallenge',
  'createAuthChallenge',
  'verifyAuthChallengeResponse',
] as const satisfies readonly (keyof TriggersOptions)[];

/** Throws a `TypeError` that names the option. */
export function checkTriggersOptions(path: string, triggers: TriggersOptions | undefined): void {
  if (triggers === undefined) return;
  assertObject(path, triggers, Object.keys(TRIGGER_TITLES));
  const { preTokenGeneration, ...others } = triggers;
  for (const [name, target] of Object.entries(others)) checkTarget(`${path}.${name}`, target);
  if (preTokenGeneration !== undefined) {
    const at = `${path}.preTokenGeneration`;
    if (!isRecord(preTokenGeneration)) {
      throw optionError(at, preTokenGeneration, 'Write { version: "V2_0", target: THE_FUNCTION }.');
    }
    assertObject(at, preTokenGeneration, ['version', 'target']);
    assertOneOf(`${at}.version`, preTokenGeneration.version, ['V1_0', 'V2_0', 'V3_0']);
    checkTarget(`${at}.target`, preTokenGeneration.target);
  }
  const missing = CUSTOM_CHALLENGE.find((name) => triggers[name] === undefined);
  if (missing !== undefined && CUSTOM_CHALLENGE.some((name) => triggers[name] !== undefined)) {
    throw optionError(
      `${path}.${missing}`,
      undefined,
      'The three custom challenge triggers belong together: name all three.',
    );
  }
}

function checkTarget(path: string, target: unknown): void {
  if (typeof target === 'function') return;
  if (typeof target !== 'object' || target === null) {
    throw optionError(
      path,
      target,
      'Write a function, or { endpoint: "http://127.0.0.1:3001", functionName: "NAME" }.',
    );
  }
  const { endpoint, functionName } = target as Readonly<Record<string, unknown>>;
  assertObject(path, target, ['endpoint', 'functionName']);
  assertMatch(
    `${path}.endpoint`,
    endpoint,
    /^https?:\/\/[^\s/?#]+\/?$/,
    'an address without a path, such as http://127.0.0.1:3001',
  );
  assertMatch(`${path}.functionName`, functionName, /^[\w:-]{1,170}$/, 'the name or the ARN of a function');
}
