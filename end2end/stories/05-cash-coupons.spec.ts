/** Cash coupons go to customers on the allow-list in force; hostile lines change nothing. */
import { alive, expect, field, inTwoModes, open, rows, test } from '../support/test';
import { askPlan, balance, confirm, fill, issued, openIssue, readPlan, ticket, type } from '../support/acts';
import { Caller } from '../support/caller';
import { fen } from '../support/money';
import { customer, fresh, partner, quota } from '../support/world';

const LIST = '/partner/cash-coupons/allowlist';

/** What spreadsheets, shells and browsers would take for orders. */
const HOSTILE = [
  "=cmd|' /C calc'!A0",
  '"><script>document.title="broken"</script>',
  '@SUM(1+1)*cmd',
  "'; DROP TABLE customers; --",
  '../../../../etc/passwd',
  'x'.repeat(5_000),
];

inTwoModes(() => {
  test('the allow-list decides, and nothing hostile gets into it', async ({ as, t, watch }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops, { subsidised: true });
    const listed = await customer(ops, seller.id);
    const other = await customer(ops, seller.id, { joins: false });
    const id = await quota(ops, seller.id, { quota_type: 'cash_coupon', value: '5000' });
    await ops.close();
    const page = await as(seller);
    const name = fresh('现 ');
    const lines = field(page.locator('form#allowlist'), t, 'allowlist.lines');
    const send = page.getByRole('button', { name: t('allowlist.submit') });

    await test.step('without a list nothing can be issued, and the reason says so', async () => {
      await openIssue(page, id, 'cash-coupons');
      await fill(page, t, { quota: id, customers: [listed.id], face: '10' });
      await askPlan(page, t);
      await expect(page.getByText(t('refusals.no_allowlist')).first()).toBeVisible();
      await expect(page.locator('form#confirm')).toHaveCount(0);
    });

    await test.step('hostile lines are named by number and nothing is saved', async () => {
      watch.allow(422);
      await open(page, LIST);
      await expect(page.getByText(t('allowlist.empty_title'))).toBeVisible();
      await type(lines, [listed.name, ...HOSTILE.slice(0, -1)].join('\n'));
      await send.click();
      const problem = (line: number) => t('allowlist.line_problem', { line, problem: t('problems.unknown') });
      for (const line of [2, 3, 4, 5, 6]) {
        await expect(page.locator('.line-problems').getByText(problem(line), { exact: true })).toBeVisible();
      }
      await expect(page.locator('.line-problems').getByText(problem(1), { exact: true })).toHaveCount(0);
      await expect(lines).toHaveValue(new RegExp(`^${listed.name}`));
      await expect(page).not.toHaveTitle('broken');
      await open(page, LIST);
      await expect(page.getByText(t('allowlist.empty_title'))).toBeVisible();
    });

    await test.step('a line of five thousand characters and an empty list as well', async () => {
      await type(lines, HOSTILE.at(-1) ?? '');
      await send.click();
      await expect(page.getByText(t('allowlist.line_problem', { line: 1, problem: t('problems.unknown') }))).toBeVisible();
      await open(page, LIST);
      await send.click();
      await expect(page.locator('#allowlist-lines-error')).toHaveText(t('problems.no_customers'));
      await open(page, LIST);
      await expect(page.getByText(t('allowlist.empty_title'))).toBeVisible();
    });

    await test.step('a proper list comes into force; what follows a comma is ignored', async () => {
      await type(lines, `Account_ID,company\n"${listed.name}",=1+1,whatever\n\n${listed.id}\n`);
      await type(field(page.locator('form#allowlist'), t, 'allowlist.note_field'), '=1+1');
      await send.click();
      const version = rows(page, t('allowlist.versions'));
      await expect(version).toHaveCount(1);
      await expect(version.getByText(t('allowlist.valid'), { exact: true })).toBeVisible();
      await expect(version).toContainText('=1+1');
      await alive(page);
      await version.getByRole('link', { name: t('allowlist.see_of', { number: 1 }) }).click();
      const entries = rows(page, t('allowlist.entries_caption'));
      await expect(entries).toHaveCount(1);
      await expect(entries).toContainText(listed.id);
    });

    await test.step('who is on it gets one, who is not is refused with the reason', async () => {
      await openIssue(page, id, 'cash-coupons');
      await fill(page, t, { quota: id, customers: [listed.id, other.id], face: '100.10', name });
      await askPlan(page, t);
      const plan = await readPlan(page, t);
      await expect(plan.customers.filter({ hasText: other.id })).toContainText(t('refusals.not_on_allowlist'));
      await confirm(page, t.any('issue.confirm'));
      await expect(await issued(page, t, id, 'cash-coupons')).toHaveCount(1);
      expect(await balance(page, t, id, 'cash-coupons')).toBe(fen('4,899.90'));
    });

    await test.step('the customer finds it among its cash coupons, not among vouchers', async () => {
      const buyer = await as(listed);
      await expect(await ticket(buyer, name, '/cost/cash-coupons')).toContainText('¥100.10');
      await expect(await ticket(buyer, name)).toHaveCount(0);
    });

    await test.step('out of force, nothing can be issued any more', async () => {
      await open(page, LIST);
      await page.getByRole('link', { name: t('allowlist.disable'), exact: true }).click();
      await expect(page.getByText(t('allowlist.disable_effect'))).toBeVisible();
      await expect(rows(page, t('allowlist.versions')).getByText(t('allowlist.valid'), { exact: true })).toBeVisible();
      await page.getByRole('button', { name: t('allowlist.disable_confirm'), exact: true }).click();
      await expect(rows(page, t('allowlist.versions')).getByText(t('allowlist.invalid'), { exact: true })).toBeVisible();
      await openIssue(page, id, 'cash-coupons');
      await fill(page, t, { quota: id, customers: [listed.id], face: '10' });
      await askPlan(page, t);
      await expect(page.getByText(t('refusals.no_allowlist')).first()).toBeVisible();
    });
  });

  test('a partner without the subsidised type learns why it has none', async ({ as, t, watch }) => {
    watch.allow(403);
    const page = await as('beidou');
    const answer = await page.goto('/partner/cash-coupons/quotas');
    expect(answer?.status()).toBe(403);
    await expect(page.getByText(t('partner.not_subsidised_body'))).toBeVisible();
    await expect(page.getByRole('link', { name: t('nav.cash_coupons'), exact: true })).toHaveCount(0);
  });
});
