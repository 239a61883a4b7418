/** Operations change a quota: adjust, freeze, unfreeze; the audit log tells each. */
import { balance } from '../support/acts';
import { Caller } from '../support/caller';
import { fen, yuan } from '../support/money';
import { alive, cell, expect, fact, field, inTwoModes, open, rows, test, type Page } from '../support/test';
import type { Texts } from '../support/texts';
import { partner, quota } from '../support/world';

async function adjust(page: Page, t: Texts, id: string, difference: string, reason: string): Promise<void> {
  await open(page, `/ops/quotas/${id}`);
  const form = page.locator('form#adjust-plan');
  await field(form, t, 'ops_quotas.difference').fill(difference);
  await field(form, t, 'ops_quotas.reason').fill(reason);
  await form.getByRole('button', { name: t('ops_quotas.adjust_plan') }).click();
  await expect(page).toHaveURL(/difference=/);
}

async function change(page: Page, t: Texts, id: string, act: string, reason: string): Promise<void> {
  await open(page, `/ops/quotas/${id}`);
  await page.getByRole('link', { name: t(`ops_quotas.act_${act}`), exact: true }).click();
  await expect(page.getByRole('heading', { name: t(`ops_quotas.${act}_title`) })).toBeVisible();
  await alive(page);
  const form = page.locator('form#change-state');
  await field(form, t, 'ops_quotas.reason').fill(reason);
  await form.locator('button[type=submit]').click();
  await expect(page.getByText(t('ops_quotas.state_done'), { exact: true })).toBeVisible();
}

inTwoModes(() => {
  test('adjust, freeze and unfreeze a quota; the audit log shows who and why', async ({ as, t }) => {
    const caller = await Caller.of('ops');
    const seller = await partner(caller);
    const id = await quota(caller, seller.id, { value: '1000' });
    await caller.close();
    const ops = await as('ops2');
    const page = await as(seller);
    const reason = `续约追加 ${id}`;

    await test.step('raise it by ¥500.50, seen before it happens', async () => {
      await adjust(ops, t, id, '500.50', reason);
      const side = (what: string, when: string) => fact(ops, `${t(`ops_quotas.plan_${what}`)} · ${t(`common.${when}`)}`);
      await expect(side('balance', 'before')).toHaveText('¥1,000.00');
      await expect(side('balance', 'after')).toHaveText('¥1,500.50');
      expect(await balance(page, t, id)).toBe(fen('1,000.00'));
      await alive(ops);
      await ops.locator('form#adjust button[type=submit]').click();
      await expect(ops.getByText(t('ops_quotas.adjusted'), { exact: true })).toBeVisible();
      await expect(fact(ops, t('ops_quotas.value'))).toHaveText(yuan(fen('1,500.50')));
      expect(await balance(page, t, id)).toBe(fen('1,500.50'));
    });

    await test.step('more than the balance cannot be taken away', async () => {
      await adjust(ops, t, id, '-1500.51', reason);
      const words = t('ops_quotas.too_low', { balance: '1,500.50', amount: '1,500.51' });
      await expect(ops.getByText(words)).toBeVisible();
      await expect(ops.locator('form#adjust')).toHaveCount(0);
    });

    await test.step('nonsense is answered beside its field', async () => {
      await adjust(ops, t, id, '12,3', '');
      await expect(ops.locator('#adjust-plan-difference-error')).toHaveText(t('problems.amount_not_a_number'));
      await expect(ops.locator('#adjust-plan-reason-error')).toHaveText(t('problems.required'));
      await adjust(ops, t, id, '0', reason);
      await expect(ops.locator('#adjust-plan-difference-error')).toHaveText(t('problems.amount_zero'));
      expect(await balance(page, t, id)).toBe(fen('1,500.50'));
    });

    await test.step('frozen, the partner sees why it cannot issue', async () => {
      const why = `对账期间暂停 ${id}`;
      await change(ops, t, id, 'freeze', why);
      await open(page, `/partner/coupons/quotas/${id}`);
      const words = t('refusals.quota_state', { status: t('quota_status.frozen') });
      await expect(page.getByText(words).first()).toBeVisible();
      await expect(page.getByRole('link', { name: t('quotas.issue_button') })).toHaveCount(0);
      await expect(page.getByRole('button', { name: t('quotas.issue_button') })).toHaveAttribute('aria-disabled', 'true');
    });

    await test.step('unfrozen, it can again', async () => {
      await change(ops, t, id, 'unfreeze', '');
      await open(page, `/partner/coupons/quotas/${id}`);
      await page.getByRole('link', { name: t('quotas.issue_button') }).click();
      await expect(page.locator('form#issue')).toBeVisible();
    });

    await test.step('the audit log shows every act with who did it', async () => {
      await open(ops, `/ops/audit?q=${id}`);
      const log = rows(ops, t('ops_audit.caption'));
      const done = (act: string) => log.filter({ has: ops.getByText(t(`ops_audit.${act}`), { exact: true }) });
      for (const act of ['quota_grant', 'quota_adjust', 'quota_freeze', 'quota_unfreeze']) {
        const line = done(act);
        await expect(line).toHaveCount(1);
        await expect(cell(line, t('ops_audit.who'))).toContainText(act === 'quota_grant' ? 'ops' : 'ops2');
        await expect(cell(line, t('ops_audit.outcome'))).toHaveText(t('ops_audit.outcome_done'));
      }
      await expect(done('quota_adjust')).toContainText(reason);
      await expect(done('quota_freeze')).toContainText('对账期间暂停');
    });
  });
});
