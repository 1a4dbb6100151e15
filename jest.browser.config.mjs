import everything from './jest.config.mjs';

const scenarios = everything.projects.find(({ displayName }) => displayName === 'scenarios');

/** Scenarios in a real browser, which `npm run test:browser` looks for. */
export default {
  maxWorkers: 1,
  testTimeout: 180_000,
  projects: [{ ...scenarios, displayName: 'browser', testMatch: ['<rootDir>/test/**/*.browser.ts'] }],
};
