/** A partner applies for an incentive: refused with a reason, corrected, approved by somebody else; its bank account is verified. */
import { Caller } from '../support/caller';
import { amountSent, answer, caseId as id, form, send, shows } from '../support/incentives';
import { alive, expect, heading, inTwoModes, open, test, type Page } from '../support/test';
import type { Texts } from '../support/texts';
import { integrator, partner } from '../support/world';

async function apply(page: Page): Promise<void> {
  await alive(page);
  await answer(form(page, 'submit'), 'agreement').check();
  await answer(form(page, 'submit'), 'name').fill('沈山');
  await send(page, 'submit');
}

async function paths(page: Page, t: Texts, id: string): Promise<void> {
  await open(page, `/ops/partners/${id}/paths`);
  await page.locator('[name="form[system_integration]"]').selectOption('differentiation');
  await page.getByRole('button', { name: t('policies.save') }).click();
  await expect(page.getByText(t('policies.saved'), { exact: true })).toBeVisible();
}

inTwoModes(() => {
  test('apply, be refused with a reason, correct, be approved', async ({ as, t, watch }) => {
    watch.allow(422, 409);
    const caller = await Caller.of('ops');
    const seller = await partner(caller);
    await caller.close();
    const [ops, page] = [await as('ops'), await as(seller)];

    await test.step('without a path every reason is named', async () => {
      await open(page, '/partner/fh/qualification');
      await expect(page.getByText(t('eligibility_check.path_why'), { exact: true }).first()).toBeVisible();
      await expect(page.getByRole('button', { name: t('fh.apply') }).and(page.locator(':enabled:not([aria-disabled=true])'))).toHaveCount(0);
    });

    await test.step('operations enter the path; the partner signs', async () => {
      await paths(ops, t, seller.id);
      await open(page, '/partner/fh/qualification');
      await page.getByRole('button', { name: t('fh.apply') }).and(page.locator(':enabled:not([aria-disabled=true])')).first().click();
      await page.waitForURL(/\/partner\/cases\//);
      await send(page, 'submit');
      await expect(page.locator('#problems')).toBeVisible();
      await apply(page);
      await shows(page, t('qualification_state.reviewing'));
    });

    await test.step('a refusal needs a reason', async () => {
      await open(ops, `/ops/cases/${id(page)}`);
      await ops.locator('summary').filter({ hasText: t('qualification_event.reject') }).click();
      await send(ops, 'reject');
      await expect(ops.locator('#problems')).toBeVisible();
      const details = ops.locator('details.act-hard').filter({ has: form(ops, 'reject') });
      if (!(await details.evaluate((part) => (part as HTMLDetailsElement).open))) {
        await details.locator('summary').first().click();
      }
      await form(ops, 'reject').locator('[name="form[reason]"]').fill('签署人不是法定代表人');
      await send(ops, 'reject');
      await shows(ops, t('qualification_state.rejected'));
    });

    await test.step('the partner reads it and applies again; another person approves', async () => {
      await page.reload();
      await expect(page.getByText('签署人不是法定代表人').first()).toBeVisible();
      await apply(page);
      await shows(page, t('qualification_state.reviewing'));
      const other = await as('ops2');
      await open(other, `/ops/cases/${id(page)}`);
      await send(other, 'approve');
      await shows(other, t('qualification_state.approved'));
      await open(page, '/partner/fh');
      await expect(page.getByText(t('fh.step_done'), { exact: true })).toHaveCount(1);
    });
  });

  test('two reviewers on one case: the second is told, nothing is lost', async ({ as, t, watch }) => {
    watch.allow(409);
    const caller = await Caller.of('ops');
    const seller = await partner(caller);
    await integrator(caller, seller.id);
    await caller.close();
    const page = await as(seller);
    await open(page, '/partner/fh/qualification');
    await page.getByRole('button', { name: t('fh.apply') }).and(page.locator(':enabled:not([aria-disabled=true])')).first().click();
    await page.waitForURL(/\/partner\/cases\//);
    await apply(page);
    await shows(page, t('qualification_state.reviewing'));
    const [first, second] = [await as('ops'), await as('ops2')];
    await open(first, `/ops/cases/${id(page)}`);
    await open(second, `/ops/cases/${id(page)}`);
    await send(first, 'approve');
    await shows(first, t('qualification_state.approved'));
    await send(second, 'approve');
    await expect(second.getByText(t('benefit_refused.stale', { state: t('qualification_state.approved') }))).toBeVisible();
    await second.reload();
    await shows(second, t('qualification_state.approved'));
  });

  test('a bank account is verified by the amount that was sent to it', async ({ as, t, watch }) => {
    watch.allow(422, 409);
    const caller = await Caller.of('ops');
    const seller = await partner(caller);
    await caller.close();
    const [ops, page] = [await as('ops'), await as(seller)];
    await open(page, '/partner/certification');
    await page.locator('#begin-certification button').click();
    await page.waitForURL(/\/partner\/cases\//);
    const entry = form(page, 'submit');
    for (const [name, value] of [
      ['credit_code', '91350100M000100Y44'], ['address', '杭州'], ['signing_entity', '云图计算'],
      ['account_number', '6222021234567890'], ['bank', '招商银行'], ['branch', '滨江支行'],
      ['contact_name', '何青'], ['contact_phone', '13800138000'], ['contact_email', 'he@example.com'],
    ] as const) {
      await answer(entry, name).fill(value);
    }
    await answer(entry, 'taxpayer').and(page.locator('select, [value=general]')).first().evaluate((control) => {
      if (control instanceof HTMLSelectElement) control.value = 'general';
      else (control as HTMLInputElement).checked = true;
    });
    await answer(entry, 'tax_ppm').and(page.locator('select, [value="60000"]')).first().evaluate((control) => {
      if (control instanceof HTMLSelectElement) control.value = '60000';
      else (control as HTMLInputElement).checked = true;
    });
    await answer(entry, 'statement').check();
    await send(page, 'submit');
    await expect(page.locator('#problems')).toContainText(t('info_check.credit_code'));
    await alive(page);
    await answer(entry, 'credit_code').fill('91350100M000100Y43');
    await answer(entry, 'account_number').fill('6222021234567890');
    await answer(entry, 'statement').check();
    await send(page, 'submit');
    await shows(page, t('certification_state.reviewing'));

    await open(ops, `/ops/cases/${id(page)}`);
    await send(ops, 'send_amount');
    await shows(ops, t('certification_state.awaiting_amount'));
    // It has to be transferred: the vendor's people see it.
    const amount = await amountSent(ops);
    await page.reload();
    expect(await page.locator('main').innerText(), 'the partner never sees the amount').not.toContain(`¥${amount}`);
    await alive(page);
    await answer(form(page, 'confirm'), 'amount').fill(amount);
    await send(page, 'confirm');
    await shows(page, t('certification_state.certified'));
    await expect(heading(page)).toBeVisible();
    expect(await page.locator('main').innerText(), 'the account stays masked').not.toContain('6222021234567890');
  });

  test('others know nothing of a case', async ({ as, watch }) => {
    watch.allow(404);
    const shanhai = await as('shanhai');
    await open(shanhai, '/partner/fh/claims');
    const href = await shanhai.locator('a[href^="/partner/cases/"]').first().getAttribute('href');
    const beidou = await as('beidou');
    const answer = await beidou.goto(href ?? '');
    expect(answer?.status()).toBe(404);
  });
});
