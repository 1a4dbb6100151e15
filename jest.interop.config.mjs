import everything from './jest.config.mjs';

const scenarios = everything.projects.find(({ displayName }) => displayName === 'scenarios');

/** Scenarios against emulators of others, which `npm run test:interop` starts. */
export default {
  maxWorkers: 1,
  testTimeout: 120_000,
  projects: [{ ...scenarios, displayName: 'interop', testMatch: ['<rootDir>/test/**/*.interop.ts'] }],
};
