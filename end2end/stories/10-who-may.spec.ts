/** Who may not: refused with the reason, strangers get 404, people who are not signed in are led there and back. */
import { Caller } from '../support/caller';
import { IDS, PASSWORD } from '../support/roles';
import { alive, expect, field, heading, inTwoModes, open, test } from '../support/test';
import { fresh, issue, quota } from '../support/world';

inTwoModes(() => {
  test('shanhai/lin is refused with what is missing and who can grant it', async ({ as, t, watch }) => {
    watch.allow(403);
    const page = await as('lin');
    const refused: Array<[string, string]> = [
      ['/partner/coupons/quotas', 'bpc_item_subcustserv_030100'],
      ['/partner/coupons/issued', 'bpc_item_subcustserv_030200'],
      ['/partner/coupons/records', 'bpc_item_subcustserv_030102'],
      ['/partner/coupons/issue', 'bpc_item_subcustserv_030103'],
      ['/partner/coupons/reclaim?coupons=X', 'bpc_item_subcustserv_030201'],
      ['/partner/cash-coupons/allowlist', 'hz_item_allowlist'],
      ['/partner/open-api', 'hz_item_access_keys'],
    ];
    for (const [address, permission] of refused) {
      const answer = await page.goto(address);
      expect.soft(answer?.status(), address).toBe(403);
      await expect(heading(page)).toHaveText(t('partner.denied_title'));
      await expect.soft(page.locator('.key-values'), address).toContainText(t(`permissions.${permission}`));
      await expect(page.locator('.key-values')).toContainText(t('roles.account_manager'));
      await expect(page.locator('.key-values')).toContainText(t('partner.denied_who_words'));
    }
    await open(page, '/partner');
    await expect(page.getByText(t('partner.no_coupon_rights'))).toBeVisible();
    const menu = page.getByRole('navigation', { name: t('nav.main') });
    await expect(menu.getByRole('link', { name: t('nav.customers') })).toBeVisible();
    await expect(menu.getByRole('link', { name: t('nav.vouchers') })).toHaveCount(0);
  });

  test('another partner gets 404 on everything of shanhai', async ({ as, t, watch }) => {
    const ops = await Caller.of('ops');
    const id = await quota(ops, IDS.shanhai);
    const he = await Caller.of('he');
    const { batch, coupons } = await issue(he, { quota: id, customers: IDS.acme, face: '1', name: fresh('密 ') });
    await Promise.all([ops.close(), he.close()]);
    watch.allow(404);
    const page = await as('beidou');
    for (const address of [`quotas/${id}`, `issued/${coupons[0]}`, `batches/${batch}`]) {
      const answer = await page.goto(`/partner/coupons/${address}`);
      expect.soft(answer?.status(), address).toBe(404);
      await expect.soft(heading(page), address).toHaveText(t('common.not_found_title'));
    }
    await open(page, `/partner/coupons/issued?quota=${id}`);
    await expect(page.getByText(coupons[0] ?? '?')).toHaveCount(0);
    await open(page, `/partner/coupons/reclaim?coupons=${coupons[0]}`);
    await expect(page.getByText(t('reclaim.none_title'))).toBeVisible();
    await open(page, `/partner/coupons/issue?quota=${id}`);
    await expect(page.getByText(t('refusals.quota_missing'))).toBeVisible();
    const stranger = await as('nanshan');
    const answer = await stranger.goto(`/cost/coupons/${coupons[0]}`);
    expect(answer?.status()).toBe(404);
  });

  test('consoles of others stay closed', async ({ as, watch }) => {
    watch.allow(403, 404);
    const addresses = { acme: ['/ops', '/ops/audit', '/partner'], shanhai: ['/ops/quotas', '/cost'], ops: ['/partner', '/cost/coupons'] };
    for (const [role, closed] of Object.entries(addresses)) {
      const page = await as(role as keyof typeof addresses);
      for (const address of closed) {
        const answer = await page.goto(address);
        expect.soft([403, 404], `${role} at ${address}`).toContain(answer?.status());
      }
    }
  });

  test('nobody is led to sign in, and then on to where they wanted', async ({ nobody, t }) => {
    const page = await nobody();
    await open(page, '/partner/coupons/records?result=failed');
    await expect(heading(page)).toHaveText(t('auth.sign_in_title'));
    await expect(page.getByText(t('auth.signed_in_needed'))).toBeVisible();
    await field(page, t, 'auth.sign_in_name').fill('shanhai/he');
    await field(page, t, 'auth.password').fill(PASSWORD);
    await page.getByRole('button', { name: t('auth.sign_in') }).click();
    await page.waitForURL(/\/partner\/coupons\/records\?result=failed/);
    await alive(page);
    await expect(heading(page)).toHaveText(t('coupons_partner.voucher_title'));
  });
});
