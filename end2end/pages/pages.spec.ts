/** Every page: what it must say about itself, what axe finds, that it fits a phone, and how it looks. */
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { alive, expect, heading, open, test } from '../support/test';
import type { Lang } from '../support/texts';
import { PAGES } from './table';

const SCREENS = path.join(__dirname, '../screens');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What can differ where there is less room; the rest of axe's rules does not ask how wide a page is. */
const OF_LAYOUT = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];
const PHONE = { width: 390, height: 844 };
/** Pictures are for people: `HEZONG_SCREENS=1` takes them, into `screens/`. */
const TAKES_PICTURES = Boolean(process.env['HEZONG_SCREENS']);

type Scheme = 'light' | 'dark';

async function says(page: Page, lang: Lang): Promise<void> {
  await expect(heading(page)).toHaveCount(1);
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  await expect(page).toHaveTitle(/\S+ · \S+/);
  // The headings that tests of templates would miss: a text that was never filled in.
  expect(await page.locator('body').innerText()).not.toMatch(/\{\w+\}|undefined|\bNaN\b/);
}

async function inScheme(page: Page, scheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
}

/** Colours change with the theme; everything else axe looks at does not, so `rules` says what to look at again. */
async function isAccessible(page: Page, scheme: Scheme, rules: readonly string[] | null): Promise<void> {
  await inScheme(page, scheme);
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules === null ? axe.withTags(WCAG) : axe.withRules([...rules])).analyze();
  const found = violations.map(
    (rule) => `${rule.id}: ${rule.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('\n')}`,
  );
  expect(found, `axe, ${scheme}`).toEqual([]);
}

async function picture(page: Page, name: string, look: string, scheme: Scheme): Promise<void> {
  if (!TAKES_PICTURES) {
    return;
  }
  await inScheme(page, scheme);
  const file = path.join(SCREENS, `${name}-${look}-${scheme}.png`);
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
}

async function fits(page: Page): Promise<void> {
  const { room, content, wide } = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const scrolls = (element: Element): boolean =>
      element.closest('.table-scroll, pre, [popover]') !== null && element.closest('.table-scroll, pre') !== element;
    const wide = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > room + 1 && !scrolls(element))
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return { room, content: document.documentElement.scrollWidth, wide: wide.slice(0, 5) };
  });
  expect(content, `wider than the phone: ${wide.join(', ')}`).toBeLessThanOrEqual(room);
}

for (const { name, role, at, status = 200 } of PAGES) {
  test(name, async ({ as, nobody, watch }) => {
    watch.allow(status);
    const page = role === null ? await nobody({ lang: 'zh-CN' }) : await as(role, { lang: 'zh-CN' });
    const address = typeof at === 'string' ? at : await at(page.context().request);

    await test.step('in Chinese on a desk', async () => {
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(status);
      await alive(page);
      await says(page, 'zh-CN');
      await isAccessible(page, 'light', null);
      await picture(page, name, 'zh-1440', 'light');
      await isAccessible(page, 'dark', ['color-contrast']);
      await picture(page, name, 'zh-1440', 'dark');
    });

    await test.step('in English on a phone', async () => {
      await page.context().addCookies([{ name: 'lang', value: 'en', url: new URL(page.url()).origin }]);
      await page.setViewportSize(PHONE);
      await open(page, address);
      await says(page, 'en');
      await fits(page);
      await isAccessible(page, 'light', OF_LAYOUT);
      await picture(page, name, 'en-390', 'light');
      await picture(page, name, 'en-390', 'dark');
    });

    await test.step('in English on a desk, in Chinese on a phone', async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await picture(page, name, 'en-1440', 'light');
      await page.context().addCookies([{ name: 'lang', value: 'zh-CN', url: new URL(page.url()).origin }]);
      await page.setViewportSize(PHONE);
      await open(page, address);
      await fits(page);
      await picture(page, name, 'zh-390', 'light');
    });
  });
}
