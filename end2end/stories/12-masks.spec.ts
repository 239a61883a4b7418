/** Names are masked until somebody presses the eye, and the audit log knows who did. */
import { issued } from '../support/acts';
import { Caller } from '../support/caller';
import { alive, cell, expect, inTwoModes, open, rows, test } from '../support/test';
import { customer, issue, partner, quota } from '../support/world';

inTwoModes(() => {
  test('customers and issued coupons show names only after the eye', async ({ as, t }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id, { joins: false });
    const id = await quota(ops, seller.id);
    const maker = await Caller.of(seller);
    await issue(maker, { quota: id, customers: buyer.id, face: '5' });
    await Promise.all([ops.close(), maker.close()]);
    const masked = buyer.name.slice(0, 2) + '*'.repeat(buyer.name.length - 2);
    const page = await as(seller);

    await test.step('the list of customers', async () => {
      await open(page, '/partner/customers');
      const row = rows(page, t('customers_partner.caption'));
      await expect(cell(row, t('customers_partner.account'))).toHaveText(masked);
      await expect(page.getByText(buyer.company)).toHaveCount(0);
      expect(await page.content()).not.toContain(buyer.company);
      const eye = t('common.reveal_column', { column: t('customers_partner.company') });
      await page.getByRole('link', { name: eye }).click();
      await expect(cell(row, t('customers_partner.company'))).toHaveText(buyer.company);
      await expect(cell(row, t('customers_partner.account'))).toHaveText(buyer.name);
      await alive(page);
      await page.getByRole('link', { name: t('common.hide_column', { column: t('customers_partner.company') }) }).click();
      await expect(cell(row, t('customers_partner.account'))).toHaveText(masked);
    });

    await test.step('the issued list', async () => {
      const row = await issued(page, t, id);
      await expect(cell(row, t('coupons_partner.customer'))).toContainText(masked);
      const eye = t('common.reveal_column', { column: t('coupons_partner.customer') });
      // A phone shows no head of the table: the eye stands above the cards.
      const size = page.viewportSize() ?? { width: 1440, height: 900 };
      await page.setViewportSize({ width: 390, height: 844 });
      await page.locator('.table-tools').getByRole('link', { name: eye }).click();
      await expect(cell(row, t('coupons_partner.customer'))).toContainText(buyer.name);
      await page.setViewportSize(size);
      await expect(cell(row, t('coupons_partner.customer'))).toContainText(buyer.name);
      expect(new URL(page.url()).searchParams.get('quota')).toBe(id);
    });

    await test.step('the audit log has both', async () => {
      const operator = await as('ops');
      await open(operator, `/ops/audit?account=${seller.id}&action=names`);
      const lines = rows(operator, t('ops_audit.caption'));
      await expect(lines).toHaveCount(2);
      await expect(lines.filter({ hasText: t('ops_audit.names_reveal') })).toHaveCount(2);
    });
  });
});
