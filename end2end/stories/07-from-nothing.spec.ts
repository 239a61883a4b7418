/** From the empty database to a coupon in a wallet, as the README tells it: no SQL, no demo data. */
import { askPlan, balance, confirm, fill, openIssue, readPlan, ticket } from '../support/acts';
import { fen } from '../support/money';
import { alive, expect, fact, field, heading, inAllModes, open, test as base, type Page } from '../support/test';
import { command, start } from '../support/server';
import type { Texts } from '../support/texts';
import { day } from '../support/world';

const PASSWORD = 'Correct-Horse-Battery-1';

/** These stories have a server of their own, without demo data. */
const test = base.extend<{ data: { folder: string } }>({
  data: async ({}, use) => use({ folder: '' }),
  url: async ({ data }, use) => {
    const server = await start({ demo: false });
    data.folder = server.data;
    await use(server.url);
    await server.stop();
  },
});

async function signIn(page: Page, t: Texts, name: string): Promise<void> {
  await open(page, '/sign-in');
  await field(page, t, 'auth.sign_in_name').fill(name);
  await field(page, t, 'auth.password').fill(PASSWORD);
  await page.getByRole('button', { name: t('auth.sign_in') }).click();
}

/** Invites the first person of the account whose page is open; answers the link, which is shown once. */
async function invite(page: Page, t: Texts, name: string): Promise<string> {
  const form = page.locator('form#invite');
  await field(form, t, 'ops.display_name').fill(name);
  await form.getByRole('button', { name: t('ops.invite') }).click();
  await expect(page.getByRole('heading', { name: t('ops.link_title') })).toBeVisible();
  const link = await page.locator('.secret-value').innerText();
  expect(link).toContain('/invitations/');
  return new URL(link, page.url()).pathname;
}

async function accept(page: Page, t: Texts, link: string): Promise<void> {
  await open(page, link);
  await field(page, t, 'auth.new_password').fill(PASSWORD);
  await field(page, t, 'auth.repeat_password').fill(PASSWORD);
  await page.getByRole('button', { name: t('auth.accept') }).click();
}

inAllModes(() => {
  test('operator, partner, customer, quota, coupon, wallet', async ({ nobody, t, data, url, watch }) => {
    const operator = await nobody();

    await test.step('nobody can sign in before the first operator is made', async () => {
      expect(url).toContain('127.0.0.1');
      watch.allow(401);
      await signIn(operator, t, 'ops');
      await expect(operator.getByText(t('errors.wrong_sign_in'))).toBeVisible();
      await expect(operator.getByText(t('auth.demo_title'))).toHaveCount(0);
    });

    await test.step('hezong create-operator', async () => {
      const args = ['create-operator', '--sign-in', 'ops', '--name', 'Zhou Lan', '--vendor-name', 'Example Cloud'];
      expect(command(data.folder, [...args, '--password-stdin'], `${PASSWORD}\n`)).toContain('`ops`');
      await signIn(operator, t, 'ops');
      await operator.waitForURL('**/ops');
      await expect(operator.getByText(t('ops.attention_none'))).toBeVisible();
      await expect(operator.locator('.demo-banner')).toHaveCount(0);
    });

    const partnerLink = await test.step('a partner and its administrator', async () => {
      await open(operator, '/ops/partners');
      await expect(operator.getByText(t('ops_partners.empty'))).toBeVisible();
      await operator.getByRole('link', { name: t('ops_partners.new') }).first().click();
      await expect(operator.locator('form#partner')).toBeVisible();
      await alive(operator);
      const form = operator.locator('form#partner');
      await field(form, t, 'ops_partners.company').fill('远山云科技');
      await field(form, t, 'ops_partners.account_name').fill('yuanshan');
      await field(form, t, 'ops_partners.type').selectOption({ label: t('partner_type.solution_provider') });
      await form.getByRole('button', { name: t('ops_partners.create') }).click();
      await expect(heading(operator)).toHaveText('远山云科技');
      await expect(operator.getByText(t('ops.people_empty'), { exact: true })).toBeVisible();
      await alive(operator);
      return invite(operator, t, 'Lin Yuan');
    });
    const partnerPath = new URL(operator.url()).pathname;

    const partner = await nobody();
    await test.step('the administrator accepts; the link works once', async () => {
      await accept(partner, t, partnerLink);
      await partner.waitForURL('**/partner');
      const late = await nobody();
      watch.allow(404, 410);
      await late.goto(partnerLink);
      await expect(late.getByText(t('auth.invitation_gone_title'))).toBeVisible();
    });

    const customerLink = await test.step('a customer of the partner and its owner', async () => {
      await open(operator, '/ops/customers/new');
      const form = operator.locator('form#customer');
      await field(form, t, 'ops_customers.company').fill('河谷软件');
      await field(form, t, 'ops_customers.account_name').fill('hegu');
      await field(form, t, 'ops_customers.partner').selectOption({ label: '远山云科技 (yuanshan)' });
      await field(form, t, 'ops_customers.association').selectOption({ label: t('association.resale') });
      await form.getByRole('button', { name: t('ops_customers.create') }).click();
      await expect(heading(operator)).toHaveText('河谷软件');
      await alive(operator);
      return invite(operator, t, 'He Gu');
    });

    const customer = await nobody();
    await test.step('the customer accepts and has an empty wallet', async () => {
      await accept(customer, t, customerLink);
      await customer.waitForURL('**/cost');
      await open(customer, '/cost/coupons');
      await expect(customer.getByText(t('wallet.empty_usable'))).toBeVisible();
    });

    const quota = await test.step('a quota for the partner', async () => {
      await open(operator, partnerPath);
      await operator.getByRole('link', { name: t('ops_partners.grant') }).first().click();
      await expect(operator.locator('form#grant')).toBeVisible();
      await alive(operator);
      const form = operator.locator('form#grant');
      await expect(field(form, t, 'ops_quotas.partner')).toHaveValue(/.+/);
      await field(form, t, 'ops_quotas.name_label').fill('开业额度');
      await field(form, t, 'ops_quotas.amount').fill('5000');
      await field(form, t, 'ops_quotas.from').fill(day(0));
      await field(form, t, 'ops_quotas.to').fill(day(30));
      await form.getByRole('button', { name: t('ops_quotas.grant'), exact: true }).click();
      await expect(heading(operator)).toHaveText('开业额度');
      await expect(fact(operator, t('ops_quotas.balance'))).toHaveText('¥5,000.00');
      return new URL(operator.url()).pathname.split('/').at(-1) ?? '';
    });

    await test.step('the partner issues from it', async () => {
      await openIssue(partner, quota);
      await partner.locator('form#issue').getByRole('checkbox', { name: /河谷软件/ }).check();
      await fill(partner, t, { quota, face: '100.10', name: '欢迎券' });
      await askPlan(partner, t);
      const plan = await readPlan(partner, t);
      expect(plan.after).toBe(fen('4,899.90'));
      await confirm(partner, t.any('issue.confirm'));
      expect(await balance(partner, t, quota)).toBe(fen('4,899.90'));
    });

    await test.step('and the customer has it', async () => {
      await expect(await ticket(customer, '欢迎券')).toContainText('¥100.10');
      await expect(customer.getByText('远山云科技').first()).toBeVisible();
    });

    await test.step('every figure of the database can be explained', async () => {
      expect(command(data.folder, ['verify'])).not.toContain('FAIL');
    });
  });
});
