/** With the account's switch on, issuing asks for a code that comes as a message. */
import { askPlan, balance, confirm, fill, openIssue, readPlan } from '../support/acts';
import { Caller } from '../support/caller';
import { fen } from '../support/money';
import { PASSWORD } from '../support/roles';
import { alive, expect, field, inTwoModes, open, test } from '../support/test';
import { customer, partner, quota } from '../support/world';

inTwoModes(() => {
  test('switch codes on, get one, issue with it', async ({ as, t, watch }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id, { joins: false });
    const id = await quota(ops, seller.id, { value: '100' });
    await ops.close();
    const page = await as(seller);

    await test.step('switch it on', async () => {
      await open(page, '/account/security');
      await page.getByRole('button', { name: t('security.code_turn_on') }).last().click();
      await expect(page.getByText(t('security.code_on_done'))).toBeVisible();
    });

    await openIssue(page, id);
    await fill(page, t, { quota: id, customers: [buyer.id], face: '10' });
    await askPlan(page, t);
    await readPlan(page, t);
    const code = field(page.locator('form#confirm'), t, 'common.code_field');

    await test.step('without a code nothing happens', async () => {
      watch.allow(409, 422);
      await page.locator('form#confirm').getByRole('button', { name: t.any('issue.confirm') }).click();
      await expect(page.locator('#confirm-code-error')).toHaveText(t('problems.required'));
    });

    await test.step('a code is sent', async () => {
      await alive(page);
      await page.getByRole('button', { name: t('issue.send_code') }).click();
      await expect(page.getByText(t('issue.code_sent'))).toBeVisible();
    });

    await test.step('a wrong code is refused, and nothing is issued', async () => {
      await alive(page);
      await code.fill('000000');
      await page.locator('form#confirm').getByRole('button', { name: t.any('issue.confirm') }).click();
      await expect(page.locator('#confirm-code-error')).toHaveText(t('problems.wrong_code'));
    });

    await test.step('the code of the message is good', async () => {
      const inbox = await as(seller);
      await open(inbox, '/messages');
      const message = inbox.getByText(t.like('messages.verification_code_title')).first();
      const sent = /\d{6}/.exec(await message.innerText())?.[0] ?? '';
      expect(sent).toMatch(/^\d{6}$/);
      await alive(page);
      await code.fill(sent);
      await confirm(page, t.any('issue.confirm'));
      expect(await balance(page, t, id)).toBe(fen('90.00'));
    });

    await test.step('switched off, nothing is asked', async () => {
      await open(page, '/account/security');
      const form = page.locator('form#codes');
      const password = field(form, t, 'security.current_password');
      await form.getByRole('button', { name: t('security.code_turn_off') }).click();
      await expect(page.locator('#codes-current-error')).toHaveText(t('problems.required'));
      await alive(page);
      await password.fill('not-the-password');
      await form.getByRole('button', { name: t('security.code_turn_off') }).click();
      await expect(page.locator('#codes-current-error')).toHaveText(t('problems.wrong_password'));
      await alive(page);
      await password.fill(PASSWORD);
      await form.getByRole('button', { name: t('security.code_turn_off') }).click();
      await expect(page.getByText(t('security.code_off_done'))).toBeVisible();
      await openIssue(page, id);
      await fill(page, t, { quota: id, customers: [buyer.id], face: '10' });
      await askPlan(page, t);
      await readPlan(page, t);
      await expect(code).toHaveCount(0);
      await confirm(page, t.any('issue.confirm'));
    });
  });
});
