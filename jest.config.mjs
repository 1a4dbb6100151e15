const typescript = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

const common = {
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/tools/jest/single-realm-environment.cjs',
  transform: {
    '^.+\\.ts$': typescript,
    '/node_modules/.+\\.[cm]?js$': '<rootDir>/tools/jest/native-package-transformer.cjs',
  },
  // Jest's own packages, and the compiler that it loads.
  transformIgnorePatterns: ['/node_modules/(@jest/|jest-|@swc/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/[^/]+/dist/'],
  moduleNameMapper: {
    '^castellan$': '<rootDir>/libs/castellan/src/index.ts',
    '^castellan/(.*)$': '<rootDir>/libs/castellan/src/$1.ts',
    '^castellan-sandbox$': '<rootDir>/libs/sandbox/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

/** Tests that take minutes are named so, and run by `npm run test:thorough`. */
const ofEveryDay = { testPathIgnorePatterns: ['/node_modules/', '[.]thorough[.]spec[.]ts$'] };

const atLeast95 = { branches: 95, functions: 95, lines: 95, statements: 95 };

export default {
  maxWorkers: 2,
  // Packages stay loaded in a worker, so that it grows; a new one is made between two files.
  workerIdleMemoryLimit: '1200MB',
  // Tells a hang from a busy machine; no test is meant to be that slow.
  testTimeout: 120_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{libs/*/src,src}/**/*.spec.ts'], ...ofEveryDay },
    {
      ...common,
      displayName: 'scenarios',
      testMatch: ['<rootDir>/{test,examples}/**/*.spec.ts'],
      ...ofEveryDay,
    },
    {
      ...common,
      displayName: 'thorough',
      testMatch: ['<rootDir>/{libs/*/src,test,examples}/**/*.thorough.spec.ts'],
    },
  ],
  // What has a threshold; to count more would slow the tests down.
  collectCoverageFrom: [
    'libs/castellan/src/{tokens,policies,credentials}/**/*.ts',
    '!**/*.spec.ts',
    '!**/*.spec-helper.ts',
  ],
  coverageReporters: ['lcovonly', 'text-summary'],
  coverageThreshold: {
    './libs/castellan/src/tokens/': atLeast95,
    './libs/castellan/src/policies/': atLeast95,
    './libs/castellan/src/credentials/': atLeast95,
  },
};
