/** What partners do on pages, step by step, in the words of the page. */
import { alive, cell, expect, fact, field, heading, open, rows, type Locator, type Page } from './test';
import { fen, grouped } from './money';
import type { Texts } from './texts';

export type Area = 'coupons' | 'cash-coupons';

export interface Coupon {
  quota: string;
  /** Account ids to tick. */
  customers?: string[];
  /** Typed into the box below them. */
  more?: string;
  face: string;
  from?: string;
  to?: string;
  minOrder?: string;
  name?: string;
  memo?: string;
  /** Order kinds to tick, as stable texts. */
  kinds?: string[];
}

/** The wording of an area. */
export function words(area: Area): 'voucher' | 'cash' {
  return area === 'coupons' ? 'voucher' : 'cash';
}

export async function openIssue(page: Page, quota: string, area: Area = 'coupons'): Promise<void> {
  await open(page, `/partner/${area}/issue?quota=${quota}`);
}

/** Fills the form of issuing; the page is open already. */
export async function fill(page: Page, t: Texts, coupon: Coupon): Promise<void> {
  const form = page.locator('form#issue');
  for (const id of coupon.customers ?? []) {
    await form.locator(`input[name=customers][value="${id}"]`).check();
  }
  const texts: Array<[string, string | undefined]> = [
    ['issue.customers_more', coupon.more],
    ['issue.face', coupon.face],
    ['issue.from', coupon.from],
    ['issue.to', coupon.to],
    ['issue.min_order', coupon.minOrder],
    ['issue.name', coupon.name],
    ['issue.memo', coupon.memo],
  ];
  for (const [key, value] of texts) {
    if (value !== undefined) {
      await type(field(form, t, key), value);
    }
  }
  if (coupon.kinds) {
    await form.getByText(t('issue.advanced')).click();
    for (const kind of coupon.kinds) {
      await form.getByRole('checkbox', { name: t(`order_kind.${kind}`), exact: true }).check();
    }
  }
}

/** Types a value although the control would not take it all: what a careless or hostile client sends. */
export async function type(control: Locator, value: string): Promise<void> {
  await control.evaluate((element) => {
    element.removeAttribute('maxlength');
    element.removeAttribute('min');
    element.removeAttribute('max');
  });
  await control.fill(value);
}

/** Asks for the plan. */
export async function askPlan(page: Page, t: Texts): Promise<void> {
  await page.locator('form#issue').getByRole('button', { name: t('issue.next') }).filter({ visible: true }).last().click();
}

/** The balances of a plan before and after: first the quota, then what customers hold. */
export function sides(page: Page): Locator {
  return page.locator('.confirm-card .before-after');
}

/** Waits for the plan and answers what it says about the quota. */
export async function readPlan(page: Page, t: Texts): Promise<{ before: bigint; after: bigint; customers: Locator }> {
  await expect(page.getByRole('heading', { name: t('issue.plan_title') })).toBeVisible();
  await alive(page);
  const [before = '', after = ''] = await sides(page).first().locator('dd').allInnerTexts();
  return {
    before: fen(before),
    after: fen(after),
    customers: rows(page, t('issue.plan_customers')),
  };
}

/** Confirms the plan on the page and answers the id of the batch. */
export async function confirm(page: Page, words: RegExp): Promise<string> {
  await page.locator('form#confirm').getByRole('button', { name: words }).click();
  await page.waitForURL(/\/batches\/[^/?]+/);
  await expect(page.locator('.result-card')).toBeVisible();
  await alive(page);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Fills, plans, confirms; answers the batch. */
export async function issue(page: Page, t: Texts, coupon: Coupon, area: Area = 'coupons'): Promise<string> {
  await openIssue(page, coupon.quota, area);
  await fill(page, t, coupon);
  await askPlan(page, t);
  await readPlan(page, t);
  return confirm(page, t.any('issue.confirm'));
}

/** The balance of a quota as its page says it. */
export async function balance(page: Page, t: Texts, quota: string, area: Area = 'coupons'): Promise<bigint> {
  await open(page, `/partner/${area}/quotas/${quota}`);
  return fen(await fact(page.locator('.key-values'), t('quotas.balance')).innerText());
}

/** The issued coupons of a quota. */
export async function issued(page: Page, t: Texts, quota: string, area: Area = 'coupons'): Promise<Locator> {
  await open(page, `/partner/${area}/issued?quota=${quota}&size=100`);
  return rows(page, t(`coupons_partner.${words(area)}_issued`));
}

/** The amount in the cell of a row. */
export async function amount(row: Locator, title: string): Promise<bigint> {
  return fen(await cell(row, title).innerText());
}

/** The words of an amount with and without the currency sign. */
export function shows(amountInFen: bigint): RegExp {
  return new RegExp(`¥${grouped(amountInFen).replaceAll('.', '\\.')}`);
}

/** What the customer sees of a coupon: its ticket in the wallet. */
export async function ticket(page: Page, name: string, base = '/cost/coupons'): Promise<Locator> {
  await open(page, `${base}?size=100`);
  return page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
}

/** A page that says no: its heading. */
export async function saysNo(page: Page, title: string): Promise<void> {
  await expect(heading(page)).toHaveText(title);
}
