/** Access keys: shown once, good for signed calls, refused once disabled. */
import { Caller } from '../support/caller';
import { alive, cell, expect, field, inTwoModes, open, rows, test, type Page } from '../support/test';
import { signed, type Key } from '../support/signed';
import type { Texts } from '../support/texts';
import { customer, fresh, partner, quota } from '../support/world';

const QUOTAS = '/v2/partners/coupon-quotas/query';

async function create(page: Page, t: Texts, description: string): Promise<Key> {
  await field(page.locator('form#create-key'), t, 'keys.description').fill(description);
  await page.getByRole('button', { name: t('keys.create') }).click();
  const made = page.locator('.key-made');
  await expect(made.getByText(t('common.shown_once'))).toBeVisible();
  const [access = '', secret = ''] = await made.locator('code').allInnerTexts();
  expect(access).toMatch(/^[A-Z0-9]{20}$/);
  expect(secret.length).toBeGreaterThanOrEqual(40);
  return { access, secret };
}

inTwoModes(() => {
  test('a partner makes a key, calls with it, disables and deletes it', async ({ as, t, url }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const id = await quota(ops, seller.id, { value: '1234.50' });
    await ops.close();
    const page = await as(seller);
    await open(page, '/partner/open-api');
    await expect(page.getByText(seller.id).first()).toBeVisible();
    const description = fresh('key ');
    const key = await create(page, t, description);
    const row = rows(page, t('keys.title')).filter({ hasText: key.access });

    await test.step('a signed call is answered', async () => {
      const answer = await signed(url, key, 'POST', QUOTAS, { limit: 10, offset: 0 });
      const { quotas } = (await answer.json()) as { quotas: Array<{ quota_id: string; balance: number }> };
      expect(answer.status).toBe(200);
      expect(quotas.map((one) => [one.quota_id, one.balance])).toEqual([[id, 1234.5]]);
    });

    await test.step('a wrong secret is not', async () => {
      const answer = await signed(url, { ...key, secret: `${key.secret}x` }, 'POST', QUOTAS, { limit: 10 });
      expect(answer.status).toBe(401);
    });

    await test.step('the secret is shown once; the key was used just now', async () => {
      await open(page, '/partner/open-api');
      await expect(row).toContainText(description);
      await expect(page.getByText(key.secret)).toHaveCount(0);
      expect(await page.content()).not.toContain(key.secret);
      await expect(cell(row, t('keys.last_used'))).not.toHaveText(t('keys.never'));
    });

    await test.step('disabled, it is refused; enabled, it works again', async () => {
      await row.getByRole('button', { name: t('keys.disable_of', { key: key.access }) }).click();
      await expect(row.getByRole('button', { name: t('keys.enable_of', { key: key.access }) })).toBeVisible();
      expect((await signed(url, key, 'POST', QUOTAS, { limit: 10 })).status).toBe(401);
      await alive(page);
      await row.getByRole('button', { name: t('keys.enable_of', { key: key.access }) }).click();
      await expect(row.getByRole('button', { name: t('keys.disable_of', { key: key.access }) })).toBeVisible();
      expect((await signed(url, key, 'POST', QUOTAS, { limit: 10 })).status).toBe(200);
    });

    await test.step('it is deleted once disabled, after a question', async () => {
      await alive(page);
      await row.getByRole('button', { name: t('keys.disable_of', { key: key.access }) }).click();
      await expect(row.getByRole('button', { name: t('keys.enable_of', { key: key.access }) })).toBeVisible();
      await alive(page);
      await row.locator('summary').click();
      await row.getByRole('button', { name: t('keys.delete_sure') }).click();
      await expect(page.getByText(t('keys.deleted'))).toBeVisible();
      await expect(page.getByText(key.access)).toHaveCount(0);
      expect((await signed(url, key, 'POST', QUOTAS, { limit: 10 })).status).toBe(401);
    });
  });

  test('a customer finds its account id and makes a key', async ({ as, t, url }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id);
    await ops.close();
    const page = await as(buyer);
    await open(page, '/account/credentials');
    await expect(page.getByText(buyer.id).first()).toBeVisible();
    const key = await create(page, t, fresh('key '));
    const answer = await signed(url, key, 'GET', '/v2/promotions/benefits/coupons');
    expect(await answer.json()).toMatchObject({ count: 0 });
    expect(answer.status).toBe(200);
  });
});
