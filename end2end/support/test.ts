/** What every test gets: pages signed in as somebody, texts in the test's language, and a watch on both. */
import fs from 'node:fs';
import { expect, test as base, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { stateFile, ROLES, type Role } from './roles';
import { escaped, texts, type Lang, type Texts } from './texts';
import { Watch } from './watch';

export { expect };
export type { Locator, Page };

export interface Mode {
  lang: Lang;
  /** Whether the browser runs JavaScript and WebAssembly. */
  js: boolean;
}

/** The cookies of a browser. */
export type State = Exclude<Parameters<import('@playwright/test').Browser['newContext']>[0], undefined>['storageState'];

/** Somebody who can be signed in: a role of the demo data, or somebody the test has made. */
export type Who = Role | { state: State };

export interface Look {
  lang?: Lang;
  js?: boolean;
  width?: number;
}

export interface Fixtures {
  mode: Mode;
  url: string;
  t: Texts;
  watch: Watch;
  /** A page of a browser in which this person is signed in. */
  as(who: Who, look?: Look): Promise<Page>;
  /** A page of a browser in which nobody is signed in. */
  nobody(look?: Look): Promise<Page>;
}

/** Browsers that run no JavaScript. */
const still = new WeakSet<BrowserContext>();

const HEIGHT = 900;
const WIDTH = 1440;

export function serverUrl(): string {
  const url = process.env['HEZONG_E2E_URL'];
  if (!url) {
    throw new Error('the global set-up has not started a server');
  }
  return url;
}

export function isRole(who: Who): who is Role {
  return typeof who === 'string' && who in ROLES;
}

function cookiesOf(who: Who | null): Extract<State, object> {
  const state = who === null ? undefined : isRole(who) ? stateFile(who) : who.state;
  const read = typeof state === 'string' ? (JSON.parse(fs.readFileSync(state, 'utf8')) as State) : state;
  return typeof read === 'object' ? read : { cookies: [], origins: [] };
}

export const test = base.extend<Fixtures & { browse(who: Who | null, look: Look): Promise<Page> }>({
  mode: [{ lang: 'zh-CN', js: true }, { option: true }],
  url: async ({}, use) => use(serverUrl()),
  baseURL: async ({ url }, use) => use(url),
  t: async ({ mode }, use) => use(texts(mode.lang)),
  watch: [
    async ({ url }, use) => {
      const watch = new Watch(url);
      await use(watch);
      expect(watch.complaints, 'nothing to complain about on any page').toEqual([]);
    },
    { auto: true },
  ],
  browse: async ({ browser, mode, url, watch }, use) => {
    const open: Array<() => Promise<void>> = [];
    await use(async (who, look) => {
      const state = cookiesOf(who);
      const { host } = new URL(url);
      const lang = { name: 'lang', value: look.lang ?? mode.lang, domain: host.split(':')[0] ?? host, path: '/' };
      const context = await browser.newContext({
        baseURL: url,
        javaScriptEnabled: look.js ?? mode.js,
        viewport: { width: look.width ?? WIDTH, height: HEIGHT },
        acceptDownloads: true,
        storageState: state,
        // Pages of people abroad are the same: the product's days are those of UTC+8.
        timezoneId: 'Asia/Shanghai',
        reducedMotion: 'reduce',
      });
      await context.addCookies([{ ...lang, expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }]);
      const js = look.js ?? mode.js;
      if (!js) {
        still.add(context);
      }
      await watch.context(context, js);
      open.push(() => context.close());
      return context.newPage();
    });
    for (const close of open) {
      await close();
    }
  },
  as: async ({ browse }, use) => use((who, look = {}) => browse(who, look)),
  nobody: async ({ browse }, use) => use((look = {}) => browse(null, look)),
});

/** The stories of money are told in all of these, the others in two that cover both of everything. */
export const MODES: readonly Mode[] = [
  { lang: 'zh-CN', js: true },
  { lang: 'zh-CN', js: false },
  { lang: 'en', js: true },
  { lang: 'en', js: false },
];

/** Runs a test with JavaScript and without, in both languages. */
export function inAllModes(define: () => void): void {
  for (const mode of MODES) {
    test.describe(`${mode.lang}, JavaScript ${mode.js ? 'on' : 'off'}`, () => {
      test.use({ mode });
      define();
    });
  }
}

/** Runs a test with JavaScript in Chinese and without in English: where language and code do not meet. */
export function inTwoModes(define: () => void): void {
  for (const mode of [MODES[0], MODES[3]] as Mode[]) {
    test.describe(`${mode.lang}, JavaScript ${mode.js ? 'on' : 'off'}`, () => {
      test.use({ mode });
      define();
    });
  }
}

/**
 * Waits until the code has taken the page over: every form of the application listens. Without JavaScript
 * there is nothing to wait for. (The bar above a table and what sends files are plain forms in both cases.)
 */
export async function alive(page: Page): Promise<void> {
  await page.waitForLoadState('domcontentloaded');
  if (still.has(page.context())) {
    return;
  }
  await page.waitForFunction(() => {
    const { hezongListening } = globalThis as unknown as { hezongListening: WeakSet<object> };
    const forms = [...document.querySelectorAll('form:not(.selection-bar, .plain-form)')];
    return forms.length > 0 && forms.every((form) => hezongListening.has(form));
  });
}

/** Goes to an address and waits for the page to be ready for people. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await alive(page);
}

/** The control with this label; the label of an optional one says so behind its words. */
export function field(scope: Page | Locator, t: Texts, key: string): Locator {
  return scope.getByLabel(new RegExp(`^\\s*${escaped(t(key))}\\s*(${escaped(t('common.optional'))})?\\s*$`));
}

/** The heading of the page. */
export function heading(page: Page): Locator {
  return page.getByRole('heading', { level: 1 });
}

/** A fact of a description list: the value that stands beside its label. */
export function fact(scope: Page | Locator, label: string): Locator {
  const exactly = new RegExp(`^\\s*${escaped(label)}\\s*$`);
  return scope.locator('dt', { hasText: exactly }).locator('xpath=following-sibling::dd[1]').first();
}

/** The rows of the table with this caption. */
export function rows(page: Page, caption: string | RegExp): Locator {
  return page.getByRole('table', { name: caption }).locator('tbody tr');
}

/** The cell of a row under a column's title. */
export function cell(row: Locator, title: string): Locator {
  return row.locator(`[data-label=${JSON.stringify(title)}]`);
}
