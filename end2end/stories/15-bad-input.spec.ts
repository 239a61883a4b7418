/**
 * Bad input through forms: a clear answer beside the field, what was typed stays, nothing changes. What
 * browsers would hold back (lengths, ranges) is sent all the same.
 */
import { askPlan, balance, fill, issued, openIssue, type, type Coupon } from '../support/acts';
import { Caller } from '../support/caller';
import { fen } from '../support/money';
import { alive, expect, field, inTwoModes, open, test, type Page } from '../support/test';
import type { Params, Texts } from '../support/texts';
import { customer, day, fresh, partner, quota, type Account } from '../support/world';

interface Wrong {
  what: string;
  coupon: Partial<Coupon>;
  /** The field that must say so, and how. */
  field: string;
  says: string;
  params?: Params;
}

const face = (value: string, says: string, params: Params = {}): Wrong => ({
  what: `a face value of ${value.slice(0, 12)}`,
  coupon: { face: value },
  field: 'face',
  says,
  params,
});

const AMOUNTS: readonly Wrong[] = [
  face('0', 'problems.amount_not_positive'),
  face('-1', 'problems.amount_not_positive'),
  face('1.001', 'problems.amount_too_many_decimals'),
  face('1e400', 'problems.amount_not_a_number'),
  face('12,3', 'problems.amount_not_a_number'),
  face('NaN', 'problems.amount_not_a_number'),
  face('12345678901234567890', 'problems.amount_too_large'),
  face('', 'problems.required'),
];

const LONG = '长'.repeat(600);

function others(buyer: Account): Wrong[] {
  const many = Array.from({ length: 101 }, (_, index) => `0c${index.toString(16).padStart(30, '0')}`).join('\n');
  const range = { from: day(0), to: day(30) };
  return [
    { what: 'no customer', coupon: { customers: [] }, field: 'customers', says: 'problems.nothing_chosen' },
    { what: '101 customers', coupon: { customers: [], more: many }, field: 'customers', says: 'problems.too_many', params: { max: 100 } },
    { what: 'a begin before the quota', coupon: { from: day(-3) }, field: 'from', says: 'problems.outside_quota', params: range },
    { what: 'an end after the quota', coupon: { to: day(31) }, field: 'to', says: 'problems.outside_quota', params: range },
    { what: 'an end before the begin', coupon: { from: day(5), to: day(4) }, field: 'to', says: 'problems.end_before_begin' },
    { what: 'a smallest order of -5', coupon: { minOrder: '-5' }, field: 'min_order', says: 'problems.amount_not_positive' },
    { what: 'an endless memo', coupon: { memo: LONG }, field: 'memo', says: 'problems.too_long', params: { max: 512 } },
    { what: 'an endless name', coupon: { name: LONG }, field: 'name', says: 'problems.too_long', params: { max: 64 } },
  ].map((wrong) => ({ ...wrong, coupon: { customers: [buyer.id], ...wrong.coupon } }));
}

async function says(page: Page, t: Texts, wrong: Wrong): Promise<void> {
  const error = page.locator(`#issue-${wrong.field}-error`);
  const words = wrong.params && Object.keys(wrong.params).length > 0 ? t.like(wrong.says) : t(wrong.says);
  await expect.soft(error, wrong.what).toHaveText(words);
  await expect.soft(page.locator('.error-summary'), wrong.what).toBeVisible();
  await expect.soft(page.locator('form#confirm'), wrong.what).toHaveCount(0);
}

async function keeps(page: Page, t: Texts, coupon: Partial<Coupon>): Promise<void> {
  const typed: Array<[string, string | undefined]> = [
    ['issue.face', coupon.face],
    ['issue.from', coupon.from],
    ['issue.to', coupon.to],
    ['issue.memo', coupon.memo],
    ['issue.name', coupon.name],
    ['issue.min_order', coupon.minOrder],
  ];
  for (const [key, value] of typed) {
    if (value !== undefined) {
      await expect.soft(field(page.locator('form#issue'), t, key), key).toHaveValue(value);
    }
  }
  for (const id of coupon.customers ?? []) {
    await expect.soft(page.locator(`input[name=customers][value="${id}"]`)).toBeChecked();
  }
}

inTwoModes(() => {
  test('issuing: whatever is wrong is said beside the field, and nothing changes', async ({ as, t }) => {
    // One test walks through all of them: the partner and the quota are made once.
    test.slow();
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id, { joins: false });
    const id = await quota(ops, seller.id, { value: '1000', to: day(30) });
    await ops.close();
    const page = await as(seller);
    for (const wrong of [...AMOUNTS, ...others(buyer)]) {
      await test.step(wrong.what, async () => {
        const coupon = { quota: id, customers: [buyer.id], face: '10', ...wrong.coupon };
        await openIssue(page, id);
        await fill(page, t, coupon);
        await askPlan(page, t);
        await says(page, t, wrong);
        await keeps(page, t, coupon);
      });
    }
    expect(await balance(page, t, id)).toBe(fen('1,000.00'));
    await open(page, `/partner/coupons/issued?quota=${id}`);
    await expect(page.getByText(t('common.empty_filtered'))).toBeVisible();
  });
});

inTwoModes(() => {
  test('issuing: limits wider than the quota are refused however they are asked', async ({ as, t }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id, { joins: false });
    const id = await quota(ops, seller.id, {
      services: ['hws.service.type.obs'],
      order_kinds: ['new'],
      min_order: '500',
      min_face: '50',
      max_face: '500',
    });
    await ops.close();
    const page = await as(seller);
    const base = `/partner/coupons/issue?quota=${id}&customers=${buyer.id}&step=plan`;
    const asked: Array<[string, RegExp]> = [
      ['face=60&services=hws.service.type.ec2', t.any('refusals.limits_wider')],
      ['face=60&services=no.such.service', t.any('problems.unknown')],
      ['face=60&kinds=renew', t.any('problems.wider_than_quota')],
      ['face=60&kinds=no-such-kind', t.any('problems.not_a_choice')],
      ['face=60&min_order=499.99', t.any('refusals.limits_wider')],
      ['face=49.99', t.like('problems.amount_below', { min: '50.00' })],
      ['face=500.01', t.like('problems.amount_above', { max: '500.00' })],
      ['face=60&from=2026-02-30', t.any('problems.bad_day')],
    ];
    for (const [query, words] of asked) {
      await test.step(query, async () => {
        await open(page, `${base}&${query}`);
        await expect.soft(page.getByText(words).first(), query).toBeVisible();
        await expect.soft(page.locator('form#confirm'), query).toHaveCount(0);
      });
    }
    await test.step('ids nobody has', async () => {
      await open(page, `/partner/coupons/issue?quota=no-such-quota&customers=${buyer.id}&face=60&step=plan`);
      await expect(page.getByText(t('refusals.quota_missing')).first()).toBeVisible();
      await open(page, `/partner/coupons/issue?quota=${id}&customers=no-such-customer&face=60&step=plan`);
      await expect(page.getByText(t('refusals.not_your_customer')).or(page.getByText(t('problems.unknown'))).first()).toBeVisible();
      await expect(page.locator('form#confirm')).toHaveCount(0);
    });
    expect(await balance(page, t, id)).toBe(fen('10,000.00'));
  });

  test('issuing: a confirmation that was tampered with does nothing', async ({ as, t, watch }) => {
    watch.allow(403, 404, 409, 422);
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id, { joins: false });
    const id = await quota(ops, seller.id, { value: '1000' });
    await ops.close();
    const page = await as(seller);
    for (const query of ['', 'quota=', `quota=${id}&customers=${buyer.id}&face=-5`, `quota=${id}&customers=${buyer.id}&face=1e400`, '%00%ff&&&===']) {
      await open(page, `/partner/coupons/issue?quota=${id}&customers=${buyer.id}&face=10&step=plan`);
      await page.locator('form#confirm input[name="form[query]"]').evaluate((input, value) => {
        (input as HTMLInputElement).value = value;
      }, query);
      await page.locator('form#confirm button[type=submit]').click();
      await expect(page.locator('.error-summary')).toBeVisible();
      expect(new URL(page.url()).pathname).toBe('/partner/coupons/issue');
    }
    await expect(await issued(page, t, id)).toHaveCount(0);
    expect(await balance(page, t, id)).toBe(fen('1,000.00'));
  });

  test('operations: partners, customers and quotas that make no sense', async ({ as, t, watch }) => {
    watch.allow(409, 422);
    const page = await as('ops');
    const seller = await Caller.of('ops').then(async (ops) => {
      const made = await partner(ops);
      await ops.close();
      return made;
    });

    await test.step('a partner', async () => {
      await open(page, '/ops/partners/new');
      const form = page.locator('form#partner');
      await field(form, t, 'ops_partners.company').fill('坏输入公司');
      await type(field(form, t, 'ops_partners.account_name'), 'No Spaces Allowed!');
      await field(form, t, 'ops_partners.email').fill('not-an-address');
      await form.getByRole('button', { name: t('ops_partners.create') }).click();
      await expect(page.locator('#partner-account_name-error')).toHaveText(t('problems.bad_account_name'));
      await expect(page.locator('#partner-email-error')).toHaveText(t('problems.bad_email'));
      await expect(page.locator('#partner-partner_type-error')).toHaveText(t('problems.not_a_choice'));
      await expect(field(form, t, 'ops_partners.company')).toHaveValue('坏输入公司');
      await expect(field(form, t, 'ops_partners.email')).toHaveValue('not-an-address');
      await alive(page);
      await type(field(form, t, 'ops_partners.account_name'), seller.name);
      await field(form, t, 'ops_partners.email').fill('');
      await field(form, t, 'ops_partners.type').selectOption('solution_provider');
      await form.getByRole('button', { name: t('ops_partners.create') }).click();
      const taken = page.getByText(t('refusals.name_taken')).or(page.getByText(t('problems.taken')));
      await expect(taken.first()).toBeVisible();
    });

    await test.step('a customer with a partner but no way of trading', async () => {
      await open(page, '/ops/customers/new');
      const form = page.locator('form#customer');
      await field(form, t, 'ops_customers.company').fill('坏输入客户');
      await field(form, t, 'ops_customers.account_name').fill(fresh('c'));
      await field(form, t, 'ops_customers.partner').selectOption(seller.id);
      await form.getByRole('button', { name: t('ops_customers.create') }).click();
      await expect(page.locator('#customer-association-error')).toHaveText(t('problems.not_a_choice'));
      await expect(field(form, t, 'ops_customers.partner')).toHaveValue(seller.id);
    });

    await test.step('a quota', async () => {
      await open(page, `/ops/quotas/new?partner=${seller.id}`);
      const form = page.locator('form#grant');
      await type(field(form, t, 'ops_quotas.amount'), '12,3');
      await field(form, t, 'ops_quotas.from').fill(day(-20));
      await field(form, t, 'ops_quotas.to').fill(day(-10));
      await type(field(form, t, 'ops_quotas.min_face'), '500');
      await type(field(form, t, 'ops_quotas.max_face'), '50');
      await form.getByRole('button', { name: t('ops_quotas.grant'), exact: true }).click();
      await expect(page.locator('#grant-value-error')).toHaveText(t('problems.amount_not_a_number'));
      await expect(page.locator('#grant-to-error')).toHaveText(t('problems.in_the_past'));
      await expect(page.locator('#grant-max_face-error')).toHaveText(t('problems.amount_below', { min: '500.00' }));
      await expect(field(form, t, 'ops_quotas.amount')).toHaveValue('12,3');
      await open(page, `/ops/quotas?partner=${seller.id}`);
      await expect(page.getByText(t('common.empty_filtered'))).toBeVisible();
    });
  });

  test('filters that make no sense are ignored and said so', async ({ as, t }) => {
    const page = await as('shanhai');
    for (const query of ['status=no-such-status', 'from=2026-99-99', 'page=-7&size=1e9', 'q=%00%ff%3Cscript%3E', `q=${'x'.repeat(3_000)}`]) {
      await open(page, `/partner/coupons/issued?${query}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('coupons_partner.voucher_title'));
      await expect(page.locator('.error-panel')).toHaveCount(0);
    }
    await open(page, '/partner/coupons/issued?status=no-such-status');
    await expect(page.getByText(t.like('common.filters_dropped'))).toBeVisible();
  });
});

test.describe('zh-CN, before the code has come', () => {
  test.use({ mode: { lang: 'zh-CN', js: true } });

  test('what was typed is no part of the address and stays when the code takes the page over', async ({ as, t }) => {
    const page = await as('ops');
    let come = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      come = resolve;
    });
    await page.route(/\.wasm$/, async (route) => {
      await held;
      // The page that asked may be gone by now.
      await route.continue().catch(() => undefined);
    });
    await page.goto('/ops/partners/new', { waitUntil: 'domcontentloaded' });
    const form = page.locator('form#partner');
    const company = LONG.repeat(10);
    await type(field(form, t, 'ops_partners.company'), company);
    await type(field(form, t, 'ops_partners.email'), 'nobody');
    await form.getByRole('button', { name: t('ops_partners.create'), exact: true }).click();
    await page.waitForURL(/[?&]draft=/);
    expect(page.url().length).toBeLessThan(2_000);
    expect(decodeURIComponent(page.url())).not.toMatch(/长|nobody/);

    come();
    await alive(page);
    await expect(page.locator('#partner-display_name-error')).toBeVisible();
    await expect(field(form, t, 'ops_partners.company')).toHaveValue(company);
    await expect(field(form, t, 'ops_partners.email')).toHaveValue('nobody');
  });
});
