/** One's own sign-ins, language, appearance; what guessing passwords leads to. */
import { Caller } from '../support/caller';
import { PASSWORD } from '../support/roles';
import { alive, expect, field, heading, inTwoModes, open, test, type Page } from '../support/test';
import { texts, type Texts } from '../support/texts';
import { partner } from '../support/world';

async function signIn(page: Page, t: Texts, name: string, password: string): Promise<void> {
  await open(page, '/sign-in');
  await field(page, t, 'auth.sign_in_name').fill(name);
  await field(page, t, 'auth.password').fill(password);
  await page.getByRole('button', { name: t('auth.sign_in') }).click();
}

inTwoModes(() => {
  test('sessions are listed and can be ended', async ({ as, nobody, t }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    await ops.close();
    const here = await as(seller);
    const there = await nobody();
    const third = await nobody();
    for (const page of [there, third]) {
      await signIn(page, t, seller.signIn, PASSWORD);
      await page.waitForURL('**/partner');
    }
    await open(here, '/account/security');
    const list = here.locator('table').filter({ hasText: t('security.session_device') }).locator('tbody tr');
    await expect(list).toHaveCount(3);
    await expect(list.getByText(t('security.session_current'))).toHaveCount(1);
    await list.getByRole('button', { name: t.like('security.end_session_of') }).first().click();
    await expect(here.getByText(t('security.session_ended'))).toBeVisible();
    await expect(list).toHaveCount(2);
    await alive(here);
    await here.getByRole('button', { name: t('security.end_other_sessions') }).click();
    await expect(here.getByText(t('security.other_sessions_ended'))).toBeVisible();
    await expect(list).toHaveCount(1);
    for (const page of [there, third]) {
      await page.goto('/partner');
      await expect(page).toHaveURL(/\/sign-in/);
    }
    await open(here, '/partner');
    await expect(heading(here)).toHaveText(t('partner.home_title'));
  });

  test('signing out ends the session', async ({ as, t }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    await ops.close();
    const page = await as(seller);
    await open(page, '/partner');
    await page.getByRole('button', { name: t('common.account_menu') }).click();
    await page.getByRole('button', { name: t('nav.sign_out') }).click();
    await expect(page.getByText(t('auth.signed_out'))).toBeVisible();
    await page.goto('/partner');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    const again = await as(seller);
    await again.goto('/partner');
    await expect(again).toHaveURL(/\/sign-in\?next=/);
  });

  test('language and appearance are chosen on every page and stay', async ({ as, mode }) => {
    const page = await as('tanghu');
    const other = texts(mode.lang === 'en' ? 'zh-CN' : 'en');
    await open(page, '/cost');
    await page.getByRole('button', { name: other(other.lang === 'en' ? 'common.language_en' : 'common.language_zh') }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', other.lang);
    await expect(heading(page)).toHaveText(other('cost_overview.title'));
    await expect(page).toHaveURL(/\/cost$/);
    for (const theme of ['dark', 'light'] as const) {
      await alive(page);
      await page.getByRole('button', { name: other('common.account_menu') }).click();
      await page.getByRole('button', { name: other(`common.theme_${theme}`), exact: true }).click();
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red = 0] = (background.match(/[\d.]+/g) ?? []).map(Number);
      expect(red > 127).toBe(theme === 'light');
      await open(page, '/cost/coupons');
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    }
  });

  test('after five wrong passwords signing in is locked for a while, and says until when', async ({ nobody, t, watch }) => {
    watch.allow(401, 429);
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    await ops.close();
    const page = await nobody();
    await signIn(page, t, seller.signIn, 'not-the-password');
    await expect(page.getByText(t('errors.wrong_sign_in'))).toBeVisible();
    // The answer for people who do not exist is the same.
    await signIn(page, t, `${seller.signIn}-nobody`, 'not-the-password');
    await expect(page.getByText(t('errors.wrong_sign_in'))).toBeVisible();
    const guess = await Caller.of(null);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await guess.post('sign_in', { sign_in: seller.signIn, password: 'not-the-password' });
    }
    await guess.close();
    await signIn(page, t, seller.signIn, PASSWORD);
    await expect(page.getByText(t.like('errors.sign_in_locked'))).toBeVisible();
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
