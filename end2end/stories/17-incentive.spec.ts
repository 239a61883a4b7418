/**
 * An incentive from nothing to the money: qualification, people, three months, a quarter, its invoice. The
 * sandbox's clock is advanced; nothing waits. After every step `hezong verify` reads the whole database.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Caller } from '../support/caller';
import { act, answer, begin, caseId, certify, COMPANY, form, remark, shows } from '../support/incentives';
import { command, start } from '../support/server';
import { expect, fact, heading, inTwoModes, open, test as base } from '../support/test';
import { day, integrator, partner } from '../support/world';

const PASSWORD = 'Correct-Horse-Battery-1';

/** A sandbox of the test's own: its clock moves for nobody else. */
const test = base.extend<{ data: { folder: string } }>({
  data: async ({}, use) => use({ folder: '' }),
  url: async ({ data }, use) => {
    const server = await start({ sandbox: true });
    data.folder = server.data;
    await use(server.url);
    await server.stop();
  },
});

/** Months and days of the quarter after the present one, as ISO texts. */
function nextQuarter() {
  const [year, month] = day(0).split('-').map(Number) as [number, number];
  const first = (Math.floor((month - 1) / 3) + 1) * 3;
  const at = (months: number, date: number) => new Date(Date.UTC(year, first + months, date)).toISOString().slice(0, 10);
  const begin = at(0, 1);
  return {
    name: `${begin.slice(0, 4)}Q${Math.floor((Number(begin.slice(5, 7)) - 1) / 3) + 1}`,
    month: (n: number) => at(n, 1).slice(0, 7),
    at,
  };
}

/** What a tool of Debian's poppler-utils says about a file. */
function poppler(tool: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
  expect(status, `${tool}: ${stderr}`).toBe(0);
  return stdout;
}

inTwoModes(() => {
  test('from the agreement to the payment', async ({ browse, url, data, t, watch }) => {
    test.setTimeout(300_000);
    watch.allow(409, 422);
    const q = nextQuarter();

    const operator = (name: string, role: string) => {
      const args = ['create-operator', '--sign-in', name, '--name', name, '--role', role, '--password-stdin'];
      expect(command(data.folder, args, `${PASSWORD}\n`)).toContain(`\`${name}\``);
    };
    const signedIn = async (name: string) => {
      const caller = await Caller.of(null, url);
      await caller.act('sign_in', { sign_in: name, password: PASSWORD });
      return caller;
    };
    const verified = () => {
      const verdict = command(data.folder, ['verify']);
      expect(verdict).not.toContain('FAIL');
      expect(verdict).toContain('ok    incentives owed');
      return verdict;
    };
    for (const [name, role] of [
      ['ops', 'operations'], ['ops2', 'operations'], ['finance', 'finance'], ['finance2', 'finance'],
    ] as const) {
      operator(name, role);
    }
    const callers = new Map<string, Caller>();
    for (const name of ['ops', 'ops2', 'finance', 'finance2']) {
      callers.set(name, await signedIn(name));
    }
    const ops = callers.get('ops') as Caller;
    const as = async (name: string) => browse({ state: await (callers.get(name) as Caller).state() }, {});
    const advance = async (to: string) => ops.act('advance_clock', { day: to });

    const seller = await test.step('a sandbox: its clock is moved on the page', async () => {
      await ops.act('install_sample');
      const seller = await partner(ops);
      const page = await as('ops');
      await open(page, '/ops/clock');
      await page.locator('[name="form[day]"]').fill(q.at(0, 2));
      await page.locator('form#clock button[type=submit]').click();
      await expect(page.getByText(q.at(0, 2)).first()).toBeVisible();
      await integrator(ops, seller.id);
      await page.close();
      return seller;
    });
    const page = await browse(seller, {});
    const [reviewer, second] = [await as('ops'), await as('ops2')];
    const [finance, finance2] = [await as('finance'), await as('finance2')];
    const claim = async (month: number, person: string) => {
      await open(page, '/partner/fh/claims');
      const id = await begin(page, `claim/si_presales/${q.month(month)}`);
      await form(page, 'submit').getByLabel(person).check();
      await act(page, 'submit', { proof: `${person}：劳动关系证明与项目方案` });
      await shows(page, t('claim_state.reviewing'));
      return id;
    };
    const blockedBy = async (rule: string) => {
      await open(page, '/partner/fh/payments');
      const card = page.locator('.card').filter({ hasText: q.name });
      await expect(card.getByText(t(`quarter_rule.${rule}_why`)).first()).toBeVisible();
    };

    await test.step('apply, approve', async () => {
      await open(page, '/partner/fh/qualification');
      await begin(page, 'qualification/si_presales');
      await act(page, 'submit', { agreement: '', name: '沈山' });
      await shows(page, t('qualification_state.reviewing'));
      await open(reviewer, `/ops/cases/${caseId(page)}`);
      await act(reviewer, 'approve');
      await shows(reviewer, t('qualification_state.approved'));
      verified();
    });

    await test.step('two specialists, with everything that is asked', async () => {
      for (const [name, account] of [['程澈', 'chengche'], ['𠮷野 遥', 'yoshino']] as const) {
        await open(page, '/partner/fh/people');
        const invite = page.locator('form#invite');
        await invite.locator('[name="form[name]"]').fill(name);
        await invite.locator('[name="form[email]"]').fill(`${account}@example.com`);
        await invite.locator('[name="form[account]"]').fill(account);
        await invite.locator('button[type=submit]').click();
        await expect(page.locator('.secret-value')).toBeVisible();
        const link = new URL(await page.locator('.secret-value').innerText(), url).pathname;
        await page.getByRole('rowheader', { name }).getByRole('link').click();
        await page.waitForURL(/\/partner\/cases\//);
        const id = caseId(page);
        if (account === 'chengche') {
          await test.step('who makes an account of their own', async () => {
            const member = await browse(null, {});
            await open(member, link);
            const join = member.locator('form#join-membership');
            for (const [field, value] of [['account_name', account], ['password', PASSWORD], ['repeat', PASSWORD]] as const) {
              await join.locator(`[name="form[${field}]"]`).fill(value);
            }
            await join.locator('[name="form[agreed]"]').check();
            await join.locator('button[type=submit]').click();
            await member.waitForURL(/\/cost\//);
            await open(member, '/cost/memberships');
            await expect(member.getByText(seller.company).first()).toBeVisible();
          });
        } else {
          await open(reviewer, `/ops/cases/${id}`);
          await act(reviewer, 'confirm_link', { evidence: '本人签字的同意书' });
          await shows(reviewer, t('link_state.linked'));
        }
        await page.reload();
        await shows(page, t('link_state.linked'));
        await act(page, 'edit', {
          path: 'system_integration',
          post: 'solution_architect',
          cloud_since: q.at(-30, 1),
          base_location: '杭州',
          hired_on: q.at(-36, 1),
          employment_proof: '劳动合同与社保缴纳证明',
          project: `PJ-${account}`,
        });
        for (const [code, to] of [['Huawei Cloud Business Professional', ''], ['HCCDP-SA', q.at(24, 1)]] as const) {
          await act(page, 'add_certificate', {
            certificate_code: code,
            certificate_from: q.at(-6, 1),
            ...(to === '' ? {} : { certificate_to: to }),
            certificate_proof: '证书扫描件',
          });
          await expect(page.getByRole('rowheader', { name: code })).toBeVisible();
        }
        await act(page, 'apply');
        await shows(page, t('link_state.specialist_review'));
        await open(second, `/ops/cases/${id}`);
        await act(second, 'approve');
        await shows(second, t('link_state.specialist'));
      }
      await open(page, '/partner/fh/people');
      await expect(page.getByText(t('fh.people_ready'))).toHaveCount(2);
    });

    await test.step('the first month passes', async () => {
      await advance(q.at(0, 20));
      const id = await claim(0, '程澈');
      await open(reviewer, `/ops/cases/${id}`);
      await act(reviewer, 'pass');
      await shows(reviewer, t('claim_state.prelim_passed'));
      await blockedBy('months_open');
      verified();
    });

    await test.step('the second is rejected with a remark, corrected in time, and passes', async () => {
      await advance(q.at(1, 20));
      const id = await claim(1, '𠮷野 遥');
      await open(reviewer, `/ops/cases/${id}`);
      await remark(reviewer, 'fail', 'proof', '缺客户签字页');
      await act(reviewer, 'fail', {}, '材料不全');
      await shows(reviewer, t('claim_state.prelim_failed'));
      await page.reload();
      await expect(page.getByText('缺客户签字页').first()).toBeVisible();
      await act(page, 'resubmit', { proof: '𠮷野 遥：劳动关系证明、项目方案、客户签字页' });
      await shows(page, t('claim_state.reviewing'));
      await open(second, `/ops/cases/${id}`);
      await act(second, 'pass');
      await shows(second, t('claim_state.prelim_passed'));
      await blockedBy('months_open');
    });

    const late = await test.step('the third is handed in on its last day and stays in review: R2', async () => {
      await advance(q.at(2, 28));
      const id = await claim(2, '程澈');
      await advance(q.at(3, 2));
      await blockedBy('in_review');
      verified();
      return id;
    });

    await test.step('rejected after its month it cannot come back; the months before are final: R4', async () => {
      await open(reviewer, `/ops/cases/${late}`);
      await act(reviewer, 'fail', {}, '项目方案不属于本月');
      await open(page, `/partner/cases/${late}`);
      await expect(form(page, 'resubmit')).toHaveCount(0);
      await advance(q.at(3, 3));
      await page.reload();
      await shows(page, t('claim_state.closed_failed'));
      await blockedBy('not_certified');
      expect(verified()).toMatch(/ledger entries read/);
    });

    await test.step('business information is certified; the quarter is open', async () => {
      await certify(page, reviewer, t);
      await open(page, '/partner/fh/payments');
      await expect(page.locator('.card').filter({ hasText: q.name }).getByText(t('fh.quarter_can'))).toBeVisible();
    });

    const request = await test.step('request, rejected with a remark, corrected, approved by another person', async () => {
      const id = await begin(page, `payment/${q.name}`);
      await act(page, 'request');
      await shows(page, t('payment_state.reviewing'));
      await open(reviewer, `/ops/cases/${id}`);
      await remark(reviewer, 'reject', 'info', '开户行名称与证书不一致');
      await act(reviewer, 'reject', {}, '请核对商业信息');
      await shows(reviewer, t('payment_state.rejected'));
      await page.reload();
      await expect(page.getByText('开户行名称与证书不一致').first()).toBeVisible();
      await act(page, 'request');
      await shows(page, t('payment_state.reviewing'));
      await open(second, `/ops/cases/${id}`);
      await act(second, 'approve');
      await shows(second, t('payment_state.approved'));
      verified();
      return id;
    });

    await test.step('the invoice list as PDF: every text is there, every font is in it', async () => {
      await open(page, `/partner/fh/payments/${request}/invoice-list`);
      await expect(page.locator('.paper').first()).toContainText('贰万元整');
      const href = await page.locator('a[href$=".pdf"]').getAttribute('href');
      const answered = await page.request.get(href ?? '');
      expect(answered.status()).toBe(200);
      expect(answered.headers()['content-type']).toBe('application/pdf');
      const file = path.join(data.folder, 'list.pdf');
      fs.writeFileSync(file, new Uint8Array(await answered.body()));
      const text = poppler('pdftotext', ['-layout', file, '-']);
      for (const words of ['程澈', '𠮷野 遥', '贰万元整', request, COMPANY['bank'] ?? '', '10,000.00']) {
        expect(text).toContain(words);
      }
      const fonts = poppler('pdffonts', [file]).trim().split('\n').slice(2);
      expect(fonts.length).toBeGreaterThan(0);
      for (const line of fonts) {
        expect(line, 'embedded, a subset, with a map to Unicode').toMatch(/\byes +yes +yes\b/);
      }
      const stranger = await Caller.of(await partner(ops), url);
      expect((await stranger.get(href ?? '')).status(), 'nobody else can have it').toBe(404);
      await stranger.close();
    });

    const number = `${q.at(3, 4).slice(2, 4)}117000000012345678`;
    await test.step('a wrong invoice number is refused and nothing typed is lost', async () => {
      await open(page, `/partner/cases/${request}`);
      await act(page, 'send_invoice', {
        invoice_number: '123', issued_on: q.at(3, 3), courier_company: '顺丰速运', courier_number: 'SF1234567890123',
      });
      await expect(page.locator('#problems')).toBeVisible();
      await expect(answer(form(page, 'send_invoice'), 'invoice_number')).toHaveValue('123');
      await expect(answer(form(page, 'send_invoice'), 'courier_number')).toHaveValue('SF1234567890123');
    });

    await test.step('mailed; the desk returns it naming the line; corrected and mailed again', async () => {
      await act(page, 'send_invoice', { invoice_number: number });
      await shows(page, t('payment_state.invoice_reviewing'));
      await open(finance, `/ops/cases/${request}`);
      await remark(finance, 'reject_invoice', 'invoice_number', '号码与纸质发票不符');
      await act(finance, 'reject_invoice', {}, '第一张发票号码有误');
      await shows(finance, t('payment_state.invoice_rejected'));
      await page.reload();
      await expect(page.getByText('号码与纸质发票不符').first()).toBeVisible();
      await act(page, 'send_invoice', { invoice_number: `${number.slice(0, -1)}9`, courier_number: 'SF1234567890124' });
      await shows(page, t('payment_state.invoice_reviewing'));
      verified();
    });

    await test.step('accepted, approved by a second person, paid', async () => {
      await advance(q.at(3, 8));
      await finance.reload();
      await act(finance, 'accept_invoice', { received_on: q.at(3, 8) });
      await shows(finance, t('payment_state.awaiting_payment'));
      await fact(finance, t('payment_page.payout')).getByRole('link').click();
      await expect(heading(finance)).toBeVisible();
      await finance.waitForURL((at) => !at.pathname.endsWith(request));
      await act(finance, 'submit', { way: 'bank_transfer' });
      await shows(finance, t('payout_state.pending_approval'));
      await expect(form(finance, 'approve'), 'nobody approves what they prepared').toHaveCount(0);
      await open(finance2, new URL(finance.url()).pathname);
      await act(finance2, 'approve');
      await shows(finance2, t('payout_state.approved'));
      await act(finance2, 'pay', { paid_on: q.at(3, 8), bank_reference: 'CMB-0001' });
      await shows(finance2, t('payout_state.paid'));
      await page.reload();
      await shows(page, t('payment_state.paid'));
      verified();
    });
    for (const caller of callers.values()) {
      await caller.close();
    }
  });
});
