/** The main loop: a partner issues ¥100.10 to two customers, who see it at once; every figure agrees. */
import { amount, askPlan, balance, confirm, fill, issued, readPlan, shows, ticket } from '../support/acts';
import { Caller } from '../support/caller';
import { fen, yuan } from '../support/money';
import { IDS } from '../support/roles';
import { alive, cell, expect, fact, inAllModes, open, rows, test } from '../support/test';
import { day, fresh, quota } from '../support/world';

const FACE = fen('100.10');
const GRANTED = fen('10,000.00');

inAllModes(() => {
  test('a partner issues ¥100.10 to acme and tanghu, and all figures agree', async ({ as, t }) => {
    const ops = await Caller.of('ops');
    const quotaName = fresh('额度 ');
    const id = await quota(ops, IDS.shanhai, { name: quotaName, value: '10000' });
    await ops.close();
    const name = fresh('券 ');
    const acme = await as('acme');
    await expect(await ticket(acme, name)).toHaveCount(0);
    const partner = await as('shanhai');

    await test.step('from the list of quotas to the form', async () => {
      await open(partner, `/partner/coupons/quotas?q=${id}`);
      await partner.getByRole('link', { name: t('quotas.issue_from', { name: quotaName }) }).click();
      await expect(partner.getByRole('heading', { level: 1, name: t('coupons_partner.voucher_issue') })).toBeVisible();
      await alive(partner);
    });

    await test.step('the plan says what will happen', async () => {
      // Tomorrow is the last day, so that the coupon stands in front of the wallet.
      await fill(partner, t, { quota: id, customers: [IDS.acme, IDS.tanghu], face: '100.10', to: day(1), name });
      await askPlan(partner, t);
      const plan = await readPlan(partner, t);
      expect(plan.before).toBe(GRANTED);
      expect(plan.after).toBe(GRANTED - 2n * FACE);
      const total = { count: 2, face: '100.10', total: '200.20' };
      await expect(partner.getByText(t('issue.plan_total_words', total))).toBeVisible();
      await expect(plan.customers).toHaveCount(2);
      await expect(plan.customers.getByText(t('issue.plan_ok'))).toHaveCount(2);
      await expect(await ticket(acme, name)).toHaveCount(0);
    });

    const batch = await test.step('the result says what happened', async () => {
      const batch = await confirm(partner, t.any('issue.confirm'));
      const words = t('coupons_partner.batch_issued', { count: 2, total: '200.20' });
      await expect(partner.locator('.result-card')).toContainText(words);
      await expect(rows(partner, t('coupons_partner.batch_caption'))).toHaveCount(2);
      return batch;
    });

    await test.step('both customers see it', async () => {
      const mine = await ticket(acme, name);
      await expect(mine).toContainText(shows(FACE));
      await expect(mine).toContainText(t('wallet.unused'));
      await expect(await ticket(await as('tanghu'), name)).toContainText(shows(FACE));
      await expect(await ticket(await as('qingmu'), name)).toHaveCount(0);
    });

    await test.step('issued list, records and quota agree to the fen', async () => {
      const list = await issued(partner, t, id);
      await expect(list).toHaveCount(2);
      for (const row of await list.all()) {
        expect(await amount(row, t('coupons_partner.face'))).toBe(FACE);
        expect(await amount(row, t('coupons_partner.balance'))).toBe(FACE);
        await expect(cell(row, t('coupons_partner.status'))).toContainText(t.any('coupon_status.ending'));
      }
      await open(partner, `/partner/coupons/records?quota=${id}`);
      const records = rows(partner, t('records.caption'));
      await expect(records).toHaveCount(2);
      for (const row of await records.all()) {
        expect(await amount(row, t('records.amount'))).toBe(FACE);
        await expect(cell(row, t('records.operation'))).toHaveText(t('operation_type.issue'));
        await expect(row.getByRole('link', { name: batch })).toBeVisible();
        await expect(row.getByText('shanhai', { exact: true })).toBeVisible();
      }
      expect(await balance(partner, t, id)).toBe(GRANTED - 2n * FACE);
      await expect(fact(partner, t('quotas.flow_held'))).toHaveText(yuan(2n * FACE));
      await expect(fact(partner, t('quotas.flow_consumed'))).toHaveText(yuan(0n));
    });

    await test.step('operations see the same quota', async () => {
      const operator = await as('ops');
      await open(operator, `/ops/quotas/${id}`);
      await expect(fact(operator, t('ops_quotas.balance'))).toHaveText(yuan(GRANTED - 2n * FACE));
      await expect(fact(operator, t('ops_quotas.held'))).toHaveText(yuan(2n * FACE));
    });
  });
});
