/** A batch in which not everybody can be given a coupon: reasons row by row, and the good ones are issued. */
import { askPlan, balance, confirm, fill, issued, openIssue, readPlan, ticket } from '../support/acts';
import { Caller } from '../support/caller';
import { fen } from '../support/money';
import { IDS } from '../support/roles';
import { expect, inTwoModes, rows, test } from '../support/test';
import { customer, fresh, partner, quota } from '../support/world';

inTwoModes(() => {
  test('a stranger, a referral customer and one too many are refused with reasons', async ({ as, t }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const one = await customer(ops, seller.id);
    const two = await customer(ops, seller.id, { joins: false });
    const late = await customer(ops, seller.id, { joins: false });
    const referral = await customer(ops, seller.id, { association: 'referral', joins: false });
    const id = await quota(ops, seller.id, { value: '250', associations: ['resale'] });
    await ops.close();
    const page = await as(seller);
    const name = fresh('混 ');
    const unknown = `0c${'f'.repeat(30)}`;
    const more = [referral.id, IDS.nanshan, unknown, one.id, two.name, late.id].join('\n');
    const reasons = [
      [referral.id, t('refusals.wrong_association', { kind: t('association.referral') })],
      [IDS.nanshan, t('refusals.not_your_customer')],
      [unknown, t('refusals.not_your_customer')],
      [late.id, t('refusals.quota_insufficient', { balance: '50.00', needed: '100.00' })],
    ] as const;

    await openIssue(page, id);
    await fill(page, t, { quota: id, more, face: '100', name });
    await askPlan(page, t);
    const plan = await readPlan(page, t);
    await expect(plan.customers).toHaveCount(6);
    for (const [customerId, reason] of reasons) {
      await expect(plan.customers.filter({ hasText: customerId })).toContainText(reason);
    }
    expect(plan.after).toBe(fen('50.00'));
    await expect(page.getByText(t('issue.plan_some', { count: 4 }))).toBeVisible();

    await confirm(page, t.any('issue.confirm'));
    await expect(page.locator('.result-card')).toContainText(
      t('coupons_partner.batch_issued', { count: 2, total: '200.00' }),
    );
    const result = rows(page, t('coupons_partner.batch_caption'));
    await expect(result).toHaveCount(6);
    for (const [customerId, reason] of reasons) {
      await expect(result.filter({ hasText: customerId })).toContainText(reason);
    }
    // A stranger's name is nobody's business, in the plan and in the result.
    await expect(page.getByText('南山智造')).toHaveCount(0);
    await expect(await issued(page, t, id)).toHaveCount(2);
    expect(await balance(page, t, id)).toBe(fen('50.00'));
    await expect(await ticket(await as(one), name)).toHaveCount(1);
  });

  test('when nobody can be given one, the plan says so and cannot be confirmed', async ({ as, t }) => {
    const page = await as('shanhai');
    const ops = await Caller.of('ops');
    const id = await quota(ops, IDS.shanhai, { value: '50' });
    await ops.close();
    await openIssue(page, id);
    await fill(page, t, { quota: id, customers: [IDS.acme], face: '50.01' });
    await askPlan(page, t);
    const reason = t('refusals.quota_insufficient', { balance: '50.00', needed: '50.01' });
    await expect(rows(page, t('issue.plan_customers')).filter({ hasText: IDS.acme })).toContainText(reason);
    await expect(page.getByText(t('issue.plan_none')).first()).toBeVisible();
    await expect(page.locator('form#confirm')).toHaveCount(0);
  });
});
