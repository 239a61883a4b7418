/**
 * Every page that is loaded piece by piece, reached by a link inside the running application and by its
 * address: no new document in between, the heading takes the focus, the back button leads back.
 */
import type { Role } from '../support/roles';
import { alive, expect, heading, open, test, type Page } from '../support/test';

interface Step {
  role: Role;
  from: string;
  /** Where a link of that page leads. */
  to: RegExp;
}

const step = (role: Role, from: string, ...to: RegExp[]): Step[] => to.map((pattern) => ({ role, from, to: pattern }));

const below = (path: string): RegExp => new RegExp(`^${path}/(?!new)[^/?#]+$`);

function area(base: string): Step[] {
  return [
    ...step('shanhai', `${base}/issued`, new RegExp(`^${base}/quotas$`), new RegExp(`^${base}/records$`), below(`${base}/issued`)),
    ...step('shanhai', `${base}/quotas`, below(`${base}/quotas`), new RegExp(`^${base}/issue$`)),
    ...step('shanhai', `${base}/quotas`, new RegExp(`^${base}/issue\\?quota=`), new RegExp(`^${base}/records\\?quota=`)),
    ...step('shanhai', `${base}/records`, below(`${base}/batches`), new RegExp(`^${base}/issued$`)),
    ...step('shanhai', `${base}/issued?status=available`, new RegExp(`^${base}/reclaim\\?coupons=`)),
  ];
}

const STEPS: readonly Step[] = [
  ...step('ops', '/ops', /^\/ops\/partners$/, /^\/ops\/customers$/, /^\/ops\/quotas$/, /^\/ops\/audit$/),
  ...step('ops', '/ops', /^\/account\/security$/, /^\/messages$/, /^\/ops\/quotas\/new$/),
  ...step('ops', '/ops/partners', /^\/ops\/partners\/new$/, below('/ops/partners'), /^\/ops$/),
  ...step('ops', '/ops/customers', /^\/ops\/customers\/new$/, below('/ops/customers')),
  ...step('ops', '/ops/quotas', /^\/ops\/quotas\/new$/, below('/ops/quotas')),
  ...step('shanhai', '/partner', /^\/partner\/customers$/, /^\/partner\/coupons\/issued$/, /^\/partner\/cash-coupons\/issued$/),
  ...step('shanhai', '/partner', /^\/partner\/open-api$/, /^\/exports$/, /^\/account\/security$/, /^\/messages$/),
  ...step('shanhai', '/partner/customers', /^\/partner$/, /^\/partner\/coupons\/issue\?customers=/),
  ...area('/partner/coupons'),
  ...area('/partner/cash-coupons'),
  ...step('shanhai', '/partner/cash-coupons/issued', /^\/partner\/cash-coupons\/allowlist$/),
  // One component serves both areas: the way from one to the other must not keep what the first has read.
  ...step('shanhai', '/partner/coupons/issued', /^\/partner\/cash-coupons\/issued$/),
  ...step('acme', '/cost', /^\/cost\/coupons$/, /^\/cost\/cash-coupons$/, /^\/account\/credentials$/, /^\/account\/security$/, /^\/messages$/),
  ...step('acme', '/cost/coupons', below('/cost/coupons'), /^\/cost$/, /^\/cost\/cash-coupons$/),
  ...step('acme', '/cost/cash-coupons', below('/cost/cash-coupons')),
];

interface Seen {
  title: string;
  heading: string;
}

async function see(page: Page): Promise<Seen> {
  await expect(heading(page)).toHaveCount(1);
  return { title: await page.title(), heading: await heading(page).innerText() };
}

async function click(page: Page, to: RegExp): Promise<string> {
  const links = page.locator('a[href]:not([rel~=external])').filter({ visible: true });
  const all = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  const index = all.findIndex((href) => to.test(href));
  expect(index, `a link like ${to} among ${all.join(' ')}`).toBeGreaterThanOrEqual(0);
  const address = all[index] ?? '';
  await links.nth(index).click();
  await page.waitForURL((url) => url.pathname + url.search === address);
  return address;
}

test.use({ mode: { lang: 'zh-CN', js: true } });

for (const { role, from, to } of STEPS) {
  test(`${role}: ${from} leads to ${to.source}`, async ({ as }) => {
    const page = await as(role);
    await open(page, from);
    const before = await see(page);
    await page.evaluate(() => Object.assign(globalThis, { hezongSameDocument: true }));
    const same = () => page.evaluate(() => 'hezongSameDocument' in globalThis);

    const address = await test.step('by the link', async () => {
      const address = await click(page, to);
      await expect(heading(page)).toHaveCount(1);
      if (new URL(address, page.url()).pathname !== new URL(from, page.url()).pathname) {
        await expect(heading(page)).toBeFocused();
      }
      await expect(page.locator('.skeleton')).toHaveCount(0);
      expect(await same(), 'no new document').toBe(true);
      return address;
    });
    const there = await see(page);

    await test.step('back and forward again', async () => {
      await page.goBack();
      await expect(heading(page)).toHaveText(before.heading);
      await expect(page).toHaveTitle(before.title);
      await page.goForward();
      await expect(heading(page)).toHaveText(there.heading);
      expect(await same(), 'no new document').toBe(true);
    });

    await test.step('by its address: the same page', async () => {
      const other = await as(role);
      await open(other, address);
      expect(await see(other)).toEqual(there);
      await alive(other);
      await click(other, /^\/(partner|cost|ops)$/);
      await expect(heading(other)).toBeVisible();
    });
  });
}
