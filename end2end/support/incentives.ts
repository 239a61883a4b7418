/** What people do with the cases of incentives: the page of a case is the same for all of them. */
import { alive, expect, open, type Locator, type Page } from './test';
import type { Texts } from './texts';

/** A credit code whose check character fits. */
export const CREDIT_CODE = '91350100M000100Y43';

/** The form of an act on the page of a case. */
export function form(page: Page, event: string): Locator {
  return page.locator(`form:has(input[name="form[event]"][value="${event}"])`);
}

/** A field of that form. */
export function answer(scope: Locator, name: string): Locator {
  return scope.locator(`[name="form[fields][${name}][]"]`);
}

/** Waits until the case says that it is in this state. */
export async function shows(page: Page, state: string): Promise<void> {
  await expect(page.locator('.page-head').getByText(state, { exact: true })).toBeVisible();
}

/** Sends the form of an act. */
export async function send(page: Page, event: string): Promise<void> {
  await alive(page);
  await form(page, event).locator('button[type=submit]').click();
}

/** Answers one field, whatever kind of control it has. */
async function give(scope: Locator, name: string, value: string): Promise<void> {
  const controls = answer(scope, name);
  const first = controls.first();
  const kind = await first.evaluate((control) => (control as HTMLInputElement).type);
  if (kind === 'radio' || kind === 'checkbox') {
    await (value === '' ? first : controls.and(scope.locator(`[value="${value}"]`)).first()).check();
  } else if (kind.startsWith('select')) {
    await first.selectOption(value);
  } else {
    await first.fill(value);
  }
}

/** Opens what is folded, fills the form of an act in and sends it. An empty answer ticks the only box there is. */
export async function act(page: Page, event: string, answers: Record<string, string> = {}, reason = ''): Promise<void> {
  await alive(page);
  const scope = form(page, event);
  const folded = page.locator('details.act-hard').filter({ has: scope });
  if ((await folded.count()) > 0 && !(await folded.evaluate((part) => (part as HTMLDetailsElement).open))) {
    await folded.locator('summary').first().click();
  }
  for (const [name, value] of Object.entries(answers)) {
    await give(scope, name, value);
  }
  if (reason !== '') {
    await scope.locator('[name="form[reason]"]').fill(reason);
  }
  await send(page, event);
}

/** Puts a remark on a field of the case, beside the reason that is still to be given. */
export async function remark(page: Page, event: string, field: string, words: string): Promise<void> {
  await alive(page);
  const scope = form(page, event);
  await page.locator('details.act-hard').filter({ has: scope }).locator('summary').first().click();
  await scope.locator('details.act-remarks summary').click();
  await scope.locator(`[name="form[remarks][${field}]"]`).fill(words);
}

/** The id of the case whose page is open. */
export function caseId(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Presses the button of a list that begins a case, and answers the case's id. */
export async function begin(page: Page, what: string): Promise<string> {
  await alive(page);
  await page.locator(`button[name="form[what]"][value="${what}"]`).click();
  await page.waitForURL(/\/partner\/cases\//);
  return caseId(page);
}

/** Business information, all of it in order. */
export const COMPANY: Record<string, string> = {
  credit_code: CREDIT_CODE,
  address: '杭州市滨江区江南大道 100 号',
  signing_entity: '云图计算有限公司',
  taxpayer: 'general',
  tax_ppm: '60000',
  account_number: '6222021234567890',
  bank: '招商银行',
  branch: '杭州滨江支行',
  contact_name: '何青',
  contact_phone: '13800138000',
  contact_email: 'he@example.com',
};

/** The small amount that was sent, as the vendor's people read it. */
export async function amountSent(operator: Page): Promise<string> {
  return /¥(0\.\d\d)/.exec(await operator.locator('main').innerText())?.[1] ?? '';
}

/** Certifies the partner's business information, by both sides' pages. */
export async function certify(page: Page, operator: Page, t: Texts): Promise<void> {
  await open(page, '/partner/certification');
  // Looking makes nothing: the first press begins.
  await page.locator('#begin-certification button').click();
  await page.waitForURL(/\/partner\/cases\//);
  await act(page, 'submit', { ...COMPANY, statement: '' });
  await shows(page, t('certification_state.reviewing'));
  await open(operator, `/ops/cases/${caseId(page)}`);
  await act(operator, 'send_amount');
  await shows(operator, t('certification_state.awaiting_amount'));
  const amount = await amountSent(operator);
  await page.reload();
  await act(page, 'confirm', { amount });
  await shows(page, t('certification_state.certified'));
}
