/** Reclaiming: gone for the customer, "reclaimed" for the partner, the quota credited. */
import { amount, balance, confirm, issued, sides, ticket } from '../support/acts';
import { Caller } from '../support/caller';
import { fen, yuan } from '../support/money';
import { IDS } from '../support/roles';
import { cell, expect, heading, inAllModes, open, rows, test, alive } from '../support/test';
import { fresh, issue, quota } from '../support/world';

const GRANTED = fen('1,000.00');

inAllModes(() => {
  test('one coupon is reclaimed from its row, two more together', async ({ as, t, watch }) => {
    const ops = await Caller.of('ops');
    const id = await quota(ops, IDS.shanhai, { value: '1000' });
    const he = await Caller.of('he');
    const name = fresh('收 ');
    const { coupons } = await issue(he, { quota: id, customers: `${IDS.acme},${IDS.tanghu},${IDS.qingmu}`, face: '99.99', name });
    await Promise.all([ops.close(), he.close()]);
    expect(coupons).toHaveLength(3);

    const acme = await as('acme');
    await (await ticket(acme, name)).getByRole('link', { name, exact: true }).click();
    await expect(heading(acme)).toHaveText(name);
    const detail = new URL(acme.url()).pathname;
    const first = detail.split('/').pop() ?? '';
    const others = coupons.filter((coupon) => coupon !== first);
    expect(others).toHaveLength(2);
    const partner = await as('he');

    await test.step('one, from its row', async () => {
      await issued(partner, t, id);
      await partner.getByRole('link', { name: t('coupons_partner.reclaim_of', { id: first }) }).click();
      await expect(partner.getByText(t('reclaim.total', { amount: '99.99' }))).toBeVisible();
      const balances = [yuan(GRANTED - 3n * 9999n), yuan(GRANTED - 2n * 9999n)];
      await expect(sides(partner).first().locator('dd')).toHaveText(balances);
      await alive(partner);
      await confirm(partner, t.any('reclaim.confirm'));
      const words = t('coupons_partner.batch_reclaimed', { count: 1, total: '99.99' });
      await expect(partner.locator('.result-card')).toContainText(words);
    });

    await test.step('it has vanished for the customer', async () => {
      await expect(await ticket(acme, name)).toHaveCount(0);
      watch.allow(404);
      const answer = await acme.goto(detail);
      expect(answer?.status()).toBe(404);
      await expect(heading(acme)).toHaveText(t('wallet.missing_coupon_title'));
    });

    await test.step('the partner keeps it as reclaimed, and the quota is credited', async () => {
      const list = await issued(partner, t, id);
      const row = list.filter({ hasText: first });
      await expect(cell(row, t('coupons_partner.status'))).toContainText(t('coupon_status.reclaimed'));
      expect(await amount(row, t('coupons_partner.face'))).toBe(9999n);
      expect(await amount(row, t('coupons_partner.balance'))).toBe(0n);
      expect(await balance(partner, t, id)).toBe(GRANTED - 2n * 9999n);
    });

    await test.step('two more together', async () => {
      await issued(partner, t, id);
      for (const coupon of others) {
        await partner.getByRole('checkbox', { name: t('common.select_row', { name: coupon }), exact: true }).check();
      }
      await partner.getByRole('button', { name: t('coupons_partner.reclaim_chosen') }).click();
      await expect(rows(partner, t('reclaim.caption'))).toHaveCount(2);
      await alive(partner);
      await confirm(partner, t.any('reclaim.confirm'));
      const list = await issued(partner, t, id);
      await expect(list.getByText(t('coupon_status.reclaimed'), { exact: true })).toHaveCount(3);
      expect(await balance(partner, t, id)).toBe(GRANTED);
      await open(partner, `/partner/coupons/records?quota=${id}&type=manual_reclaim`);
      const records = rows(partner, t('records.caption'));
      await expect(records).toHaveCount(3);
      for (const row of await records.all()) {
        expect(await amount(row, t('records.amount'))).toBe(9999n);
      }
    });

    await test.step('what is gone cannot be reclaimed again, and says why', async () => {
      await open(partner, `/partner/coupons/reclaim?coupons=${first}`);
      const status = t('coupon_status.reclaimed');
      await expect(partner.getByText(t('refusals.coupon_gone', { status })).first()).toBeVisible();
      await expect(partner.locator('form#confirm')).toHaveCount(0);
    });
  });
});
