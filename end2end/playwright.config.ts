import { defineConfig } from '@playwright/test';
import { launchOptions } from './support/chromium';

/** No retries: a test that passes only sometimes has failed. */
export default defineConfig({
  testDir: '.',
  testMatch: ['pages/*.spec.ts', 'stories/*.spec.ts'],
  globalSetup: './support/global-setup',
  outputDir: './test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // A page of the unoptimised server takes some tenths of a second; a machine that is busy building, more.
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: './test-results/results.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions,
    screenshot: 'only-on-failure',
    // Recording costs about a third of the time: `HEZONG_TRACE=1 npx playwright test …` to look into a failure.
    trace: process.env['HEZONG_TRACE'] ? 'retain-on-failure' : 'off',
    navigationTimeout: 30_000,
    actionTimeout: 15_000,
  },
});
