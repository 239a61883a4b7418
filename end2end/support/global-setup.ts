/** Starts the server with demo data and signs every role in once, through the page. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { launchOptions } from './chromium';
import { PASSWORD, ROLES, stateFile, type Role } from './roles';
import { start, type Settings } from './server';

export default async function setUp(): Promise<() => Promise<void>> {
  const settings: Settings = { demo: true };
  if (process.env['HEZONG_PORT']) {
    settings.port = Number(process.env['HEZONG_PORT']);
  }
  if (process.env['HEZONG_DATA']) {
    settings.data = process.env['HEZONG_DATA'];
  }
  const server = await start(settings);
  const states = fs.mkdtempSync(path.join(os.tmpdir(), 'hezong-e2e-states-'));
  process.env['HEZONG_E2E_URL'] = server.url;
  process.env['HEZONG_E2E_STATES'] = states;
  const tearDown = async () => {
    await server.stop();
    fs.rmSync(states, { recursive: true, force: true });
  };
  try {
    await signEverybodyIn(server.url);
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

async function signEverybodyIn(url: string): Promise<void> {
  const browser = await chromium.launch(launchOptions);
  try {
    for (const role of Object.keys(ROLES) as Role[]) {
      const { signIn, home } = ROLES[role];
      // Without JavaScript: the form as the server sent it. The tests of signing in try both.
      const context = await browser.newContext({ baseURL: url, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto('/sign-in');
      await page.locator('#sign-in-sign_in').fill(signIn);
      await page.locator('#sign-in-password').fill(PASSWORD);
      await page.locator('#sign-in button[type=submit]').click();
      await page.waitForURL(`**${home}`);
      await context.storageState({ path: stateFile(role) });
      await context.close();
    }
  } finally {
    await browser.close();
  }
}
