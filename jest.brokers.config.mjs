import everything from './jest.config.mjs';

const scenarios = everything.projects.find(({ displayName }) => displayName === 'scenarios');

/** Scenarios with real message brokers, which `npm run test:brokers` starts. */
export default {
  maxWorkers: 2,
  testTimeout: 120_000,
  projects: [
    { ...scenarios, displayName: 'brokers', testMatch: ['<rootDir>/{test,examples}/**/*.broker.ts'] },
  ],
};
