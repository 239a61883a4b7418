import type { LaunchOptions } from '@playwright/test';

/** Debian's Chromium, kept from calling anybody: the tests have to prove that no request leaves the server. */
export const launchOptions: LaunchOptions = {
  executablePath: process.env['CHROMIUM'] || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
  ],
};
