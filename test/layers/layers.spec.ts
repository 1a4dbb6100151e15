import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const CRUISER = path.join(ROOT, 'node_modules/.bin/depcruise');

/** Imports, and the rule that has to name each. */
const IMPORTS: [string, string, string][] = [
  ['libs/castellan/src/errors/upward.ts', "import '../tokens/principal.js';", 'errors-import-nothing'],
  ['libs/castellan/src/tokens/upward.ts', "import '../policies/decision.js';", 'tokens-import-errors-only'],
  [
    'libs/castellan/src/policies/sideways.ts',
    "import '../credentials/owner.js';",
    'policies-import-tokens-only',
  ],
  [
    'libs/castellan/src/credentials/sideways.ts',
    "import '../policies/decision.js';",
    'credentials-import-tokens-only',
  ],
  [
    'libs/castellan/src/decisions/sideways.ts',
    "import '../credentials/owner.js';",
    'decisions-import-policies-only',
  ],
  [
    'libs/castellan/src/decisions/telemetry.ts',
    "import '@opentelemetry/api-logs';",
    'optional-peers-in-their-own-folder',
  ],
  ['libs/castellan/src/tokens/framework.ts', "import '@nestjs/common';", 'core-knows-no-framework'],
  ['libs/castellan/src/policies/framework.ts', "import 'express';", 'core-knows-no-framework'],
  ['libs/castellan/src/core.ts', "import './nest/castellan.module.js';", 'core-knows-no-framework'],
  [
    'libs/castellan/src/nest/sdk.ts',
    "import '@aws-sdk/client-cognito-identity';",
    'aws-sdk-under-credentials-only',
  ],
  [
    'libs/castellan/src/tokens/development.ts',
    "import 'supertest';",
    'no-development-dependencies-in-libraries',
  ],
  [
    'libs/castellan/src/nest/sandbox.ts',
    "import '../../../sandbox/src/sandbox.js';",
    'framework-knows-no-sandbox',
  ],
  [
    'libs/sandbox/src/framework.ts',
    "import '../../castellan/src/tokens/principal.js';",
    'sandbox-knows-no-framework',
  ],
  ['libs/castellan/src/http/framework.ts', "import 'express';", 'http-and-setup-know-no-framework'],
  [
    'libs/castellan/src/setup/upward.ts',
    "import '../nest/castellan.module.js';",
    'http-and-setup-know-no-framework',
  ],
  ['libs/castellan/src/policy-classes/framework.ts', "import 'rxjs';", 'http-and-setup-know-no-framework'],
  ['libs/castellan/src/express/framework.ts', "import '@nestjs/common';", 'doors-without-nest'],
  ['libs/castellan/src/passport/framework.ts', "import 'rxjs';", 'doors-without-nest'],
  ['libs/castellan/src/lambda.ts', "import './nest/castellan.module.js';", 'doors-without-nest'],
  [
    'libs/castellan/src/tokens/messages.ts',
    "import '@nestjs/microservices';",
    'microservices-in-their-own-folder',
  ],
  [
    'libs/castellan/src/nest/messages.ts',
    "import './microservices/door.js';",
    'microservices-by-their-own-entry',
  ],
  ['libs/castellan/src/lambda/across.ts', "import '../express/exchange.js';", 'adapters-stand-apart'],
  ['libs/castellan/src/express/right.ts', "import '../setup/identify.js';", 'allowed'],
  [
    'libs/castellan/src/nest/application.ts',
    "import '../../../../src/app.module.js';",
    'libraries-know-no-application',
  ],
  ['libs/castellan/src/triggers/heavy.ts', "import 'zod';", 'triggers-need-no-package'],
  ['libs/castellan/src/triggers.ts', "import './policies/decision.js';", 'triggers-need-no-package'],
  [
    'libs/castellan/src/nest/sign-in.ts',
    "import 'openid-client';",
    'peers-of-user-pools-in-their-own-folder',
  ],
  ['libs/castellan/src/express/description.ts', "import '@nestjs/swagger';", 'swagger-in-its-own-folder'],
  ['libs/castellan/src/errors/missing.ts', "import './no-such-file.js';", 'no-unresolvable'],
  ['libs/castellan/src/testing/across.ts', "import '../nest/castellan.module.js';", 'adapters-stand-apart'],
  ['libs/castellan/src/nest/within.ts', "import './castellan.module.js';", 'allowed'],
  ['libs/castellan/src/errors/itself.ts', "import './itself.js';", 'no-cycles'],
  ['libs/castellan/src/policies/right.ts', "import '../tokens/principal.js';", 'allowed'],
];

/** The files that the wrong imports point at. */
const TARGETS = [
  'libs/castellan/src/tokens/principal.ts',
  'libs/castellan/src/policies/decision.ts',
  'libs/castellan/src/credentials/owner.ts',
  'libs/castellan/src/nest/castellan.module.ts',
  'libs/castellan/src/nest/microservices/door.ts',
  'libs/castellan/src/express/exchange.ts',
  'libs/castellan/src/setup/identify.ts',
  'libs/sandbox/src/sandbox.ts',
  'src/app.module.ts',
];

const MANIFESTS = [
  'package.json',
  'tsconfig.json',
  'libs/castellan/package.json',
  'libs/sandbox/package.json',
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** Lays out a workspace with these files and checks it with the rules of this one. */
function violations(files: ReadonlyMap<string, string>): readonly Violation[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-layers-'));
  try {
    for (const [file, code] of files) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), `${code}\n`);
    }
    for (const name of MANIFESTS) cpSync(path.join(ROOT, name), path.join(folder, name));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const config = path.join(ROOT, '.dependency-cruiser.cjs');
    const { stdout } = spawnSync(CRUISER, ['--config', config, '--output-type', 'json', 'libs', 'src'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the check of the layers', () => {
  let found: readonly Violation[];

  beforeAll(() => {
    const targets = TARGETS.map((file) => [file, 'export {};'] as const);
    const imports = IMPORTS.map(([file, code]) => [file, code] as const);
    found = violations(new Map([...targets, ...imports]));
  });

  it.each(IMPORTS)('judges %s: %s (%s)', (file, _code, rule) => {
    const rules = found.filter(({ from }) => from === file).map(({ rule: { name } }) => name);
    if (rule === 'allowed') expect(rules).toEqual([]);
    else expect(rules).toContain(rule);
  });
});
