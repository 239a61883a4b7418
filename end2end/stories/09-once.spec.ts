/** Nothing happens twice: double clicks, reloads, the same form sent again. */
import { askPlan, balance, fill, issued, openIssue, readPlan } from '../support/acts';
import { Caller } from '../support/caller';
import { fen } from '../support/money';
import { IDS } from '../support/roles';
import { expect, inTwoModes, open, test } from '../support/test';
import { quota } from '../support/world';

inTwoModes(() => {
  test('a confirmation sent several times issues once', async ({ as, t, url }) => {
    const ops = await Caller.of('ops');
    const id = await quota(ops, IDS.shanhai, { value: '1000' });
    await ops.close();
    const page = await as('shanhai');
    await openIssue(page, id);
    await fill(page, t, { quota: id, customers: [IDS.acme], face: '100' });
    await askPlan(page, t);
    await readPlan(page, t);
    const planAddress = page.url();
    const sent = await page.locator('form#confirm').evaluate((form) =>
      [...form.querySelectorAll('input')].map((input) => [input.name, input.value] as [string, string]),
    );

    const result = await test.step('a double click', async () => {
      await page.locator('form#confirm').getByRole('button', { name: t.any('issue.confirm') }).dblclick();
      await page.waitForURL(/\/batches\//);
      await expect(page.locator('.result-card')).toBeVisible();
      return page.url();
    });

    await test.step('a reload of the result', async () => {
      await open(page, result);
      await page.reload();
      await expect(page.locator('.result-card')).toBeVisible();
      expect(await balance(page, t, id)).toBe(fen('900.00'));
    });

    await test.step('the very form once more: the same answer, nothing new', async () => {
      const answer = await page.context().request.post(`${url}/_fn/issue_coupons`, {
        headers: { origin: url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
        data: new URLSearchParams(sent).toString(),
        maxRedirects: 0,
      });
      expect(answer.status()).toBe(302);
      expect(new URL(answer.headers()['location'] ?? '', url).pathname).toBe(new URL(result).pathname);
      expect(await balance(page, t, id)).toBe(fen('900.00'));
    });

    await test.step('the plan once more shows what is now, and does nothing by being looked at', async () => {
      await open(page, planAddress);
      const plan = await readPlan(page, t);
      expect(plan.before).toBe(fen('900.00'));
      await expect(page.getByText(t('issue.again_title'))).toBeVisible();
      const see = page.getByRole('link', { name: t('issue.again_see') });
      await expect(see).toHaveAttribute('href', new URL(result).pathname);
      await page.reload();
      expect((await readPlan(page, t)).before).toBe(fen('900.00'));
      await expect(await issued(page, t, id)).toHaveCount(1);
    });
  });

  test('a plan that somebody overtook is worked out again, not forced', async ({ as, t, watch }) => {
    watch.allow(409);
    const ops = await Caller.of('ops');
    const id = await quota(ops, IDS.shanhai, { value: '100' });
    await ops.close();
    const [first, second] = [await as('shanhai'), await as('he')];
    for (const page of [first, second]) {
      await openIssue(page, id);
      await fill(page, t, { quota: id, customers: [IDS.acme], face: '80' });
      await askPlan(page, t);
      await readPlan(page, t);
    }
    await first.locator('form#confirm').getByRole('button', { name: t.any('issue.confirm') }).click();
    await first.waitForURL(/\/batches\//);
    await second.locator('form#confirm').getByRole('button', { name: t.any('issue.confirm') }).click();
    const reason = t('refusals.quota_insufficient', { balance: '20.00', needed: '80.00' });
    await expect(second.getByText(reason).first()).toBeVisible();
    expect(await balance(first, t, id)).toBe(fen('20.00'));
    await expect(await issued(first, t, id)).toHaveCount(1);
  });
});
