/** "Why can't I use it?": the customer and the partner get the same answer, with numbers and what would help. */
import { Caller } from '../support/caller';
import { alive, expect, field, inTwoModes, open, rows, test, type Locator, type Page } from '../support/test';
import type { Texts } from '../support/texts';
import { customer, day, fresh, issue, partner, quota } from '../support/world';

const ECS = 'hws.service.type.ec2';

async function ask(page: Page, t: Texts, amount: string, kind: string): Promise<Locator> {
  const form = page.locator('form#why-form');
  await field(form, t, 'why.service').selectOption(ECS);
  await field(form, t, 'why.amount').fill(amount);
  await field(form, t, 'why.kind').selectOption(kind);
  await form.getByRole('button', { name: t('why.ask'), exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('amount') === amount && url.searchParams.get('kind') === kind);
  const answer = rows(page, t('why.answer_caption'));
  await expect(answer.first()).toBeVisible();
  await alive(page);
  return answer;
}

async function answersAll(page: Page, t: Texts, tomorrow: string): Promise<void> {
  await test.step('order kind, smallest order and begin are not met', async () => {
    const answer = await ask(page, t, '300', 'renew');
    const row = (key: string) => answer.filter({ has: page.getByRole('rowheader', { name: t(`check_key.${key}`), exact: true }) });
    await expect(answer.filter({ hasText: t('common.failed') })).toHaveCount(3);

    const order = row('min_order');
    await expect(order).toContainText(t('facts.at_least', { amount: '1,000.00' }));
    await expect(order).toContainText('¥300.00');
    await expect(order).toContainText(t('cure.add_eligible', { amount: '700.00' }));

    const kind = row('order_kind');
    await expect(kind).toContainText(t('common.failed'));
    await expect(kind).toContainText(t('order_kind.renew'));
    await expect(kind).toContainText(t('cure.choose_required', { required: t('order_kind.new') }));

    const begun = row('begun');
    await expect(begun).toContainText(t('facts.from_time', { time: `${tomorrow} 00:00` }));
    await expect(begun).toContainText(t('cure.wait_until', { time: `${tomorrow} 00:00` }));
  });

  await test.step('one fen short is short, the very amount is enough', async () => {
    const short = await ask(page, t, '999.99', 'new');
    await expect(short.filter({ hasText: t('check_key.min_order') })).toContainText(
      t('cure.add_eligible', { amount: '0.01' }),
    );
    const enough = await ask(page, t, '1000', 'new');
    await expect(enough.filter({ hasText: t('common.failed') })).toHaveCount(1);
    await expect(enough.filter({ hasText: t('common.failed') })).toContainText(t('check_key.begun'));
  });
}

inTwoModes(() => {
  test('both sides learn what is required, what is there and what would help', async ({ as, t }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id);
    const id = await quota(ops, seller.id);
    const maker = await Caller.of(seller);
    const tomorrow = day(1);
    const fields = { customers: buyer.id, face: '300', kinds: 'new', min_order: '1000', from: tomorrow };
    const name = fresh('问 ');
    const later = await issue(maker, { quota: id, ...fields, name });
    const now = await issue(maker, { quota: id, customers: buyer.id, face: '20', name: fresh('用 ') });
    await Promise.all([ops.close(), maker.close()]);

    await test.step('the wallet greys it with the first reason', async () => {
      const page = await as(buyer);
      await open(page, '/cost/coupons');
      const reason = t('wallet.blocked_begun', { time: `${tomorrow} 00:00` });
      await expect(page.getByRole('article').filter({ hasText: name })).toContainText(reason);
      await page.getByRole('article').filter({ hasText: name }).getByRole('link', { name: t('wallet.all_checks') }).click();
      await expect(page.locator('form#why-form')).toBeVisible();
      await alive(page);
      await answersAll(page, t, tomorrow);
    });

    await test.step('the partner gets the same answers', async () => {
      const page = await as(seller);
      await open(page, `/partner/coupons/issued/${later.coupons[0]}`);
      const waiting = t('coupon_status.waiting_until', { day: tomorrow });
      await expect(page.getByText(waiting, { exact: true }).first()).toBeVisible();
      await answersAll(page, t, tomorrow);
    });

    await test.step('a coupon that can pay says so', async () => {
      const page = await as(buyer);
      await open(page, `/cost/coupons/${now.coupons[0]}`);
      const answer = await ask(page, t, '5', 'new');
      await expect(answer.filter({ hasText: t('common.failed') })).toHaveCount(0);
      await expect(page.getByText(t('why.can_use'), { exact: true })).toBeVisible();
    });

    await test.step('a question that makes no sense is answered beside its field', async () => {
      const page = await as(buyer);
      await open(page, `/cost/coupons/${now.coupons[0]}`);
      const form = page.locator('form#why-form');
      await field(form, t, 'why.amount').fill('1.001');
      await form.getByRole('button', { name: t('why.ask'), exact: true }).click();
      await expect(page.locator('#why-form-amount-error')).toHaveText(t('problems.amount_too_many_decimals'));
      await expect(page.locator('#why-form-service-error')).toHaveText(t('problems.nothing_chosen'));
      await expect(field(form, t, 'why.amount')).toHaveValue('1.001');
    });
  });
});
