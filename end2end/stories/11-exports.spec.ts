/** Exports: asked for on a list, written in the background, downloaded as CSV with masked names. */
import fs from 'node:fs/promises';
import { issued } from '../support/acts';
import { Caller } from '../support/caller';
import { alive, cell, expect, inTwoModes, open, rows, test, type Page } from '../support/test';
import type { Texts } from '../support/texts';
import { customer, fresh, issue, partner, quota } from '../support/world';

/** Lines of a CSV file as cells; good for files without line breaks inside of cells. */
function parse(text: string): string[][] {
  return text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => m[1] ?? ''))
    .map((cells) => cells.slice(0, -1).map((cell) => cell.replace(/^"|"$/g, '').replaceAll('""', '"')));
}

/** Asks for a file of the list that is open, and is led to the exports. */
async function ask(page: Page, t: Texts): Promise<void> {
  await page.locator('.export-menu > summary').click();
  await page.getByRole('button', { name: t('coupons_partner.export_csv') }).click();
  await page.waitForURL('**/exports');
  await expect(page.getByRole('heading', { level: 1, name: t('exports_page.title') })).toBeVisible();
}

/** Looks again until the newest file is there, as a person without JavaScript would. */
async function download(page: Page, t: Texts): Promise<string> {
  const newest = rows(page, t('exports_page.caption')).first();
  await expect(async () => {
    await page.reload();
    await expect(cell(newest, t('exports_page.state'))).toContainText(t('exports_page.state_done'), { timeout: 500 });
  }).toPass({ intervals: [300], timeout: 30_000 });
  await alive(page);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    newest.getByRole('link', { name: t.like('exports_page.download_of') }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^[\w.-]+\.csv$/);
  return fs.readFile(await file.path(), 'utf8');
}

inTwoModes(() => {
  test('issued coupons and records as CSV, filtered, masked, neutral', async ({ as, t, watch }) => {
    const ops = await Caller.of('ops');
    const seller = await partner(ops);
    const buyer = await customer(ops, seller.id, { joins: false });
    const [id, other] = [await quota(ops, seller.id), await quota(ops, seller.id)];
    const maker = await Caller.of(seller);
    // What a spreadsheet would run must arrive as text.
    const name = '=HYPERLINK(1)';
    const first = await issue(maker, { quota: id, customers: buyer.id, face: '1234.5', name, memo: '@memo' });
    await issue(maker, { quota: other, customers: buyer.id, face: '7', name: fresh('别 ') });
    await Promise.all([ops.close(), maker.close()]);
    const page = await as(seller);

    await test.step('issued coupons of one quota', async () => {
      await issued(page, t, id);
      await ask(page, t);
      const [head = [], ...lines] = parse(await download(page, t));
      expect(head).toEqual(
        ['coupon_id', 'name', 'customer_id', 'account_name', 'customer', 'quota_id', 'status', 'face', 'balance', 'used',
          'locked', 'effective_at', 'expires_at', 'created_at'].map((key) => t(`exports.${key}`)),
      );
      expect(lines).toHaveLength(1);
      const [line = []] = lines;
      expect(line[0]).toBe(first.coupons[0]);
      expect(line[1]).toBe(`'${name}`);
      expect(line[2]).toBe(buyer.id);
      expect(line[3]).toBe(buyer.name.slice(0, 2) + '*'.repeat(buyer.name.length - 2));
      expect(line[4]).toContain('*');
      expect(line[4]).not.toContain(buyer.company);
      expect(line.slice(5, 11)).toEqual([id, t('coupon_status.available'), '1234.50', '1234.50', '0.00', '0.00']);
    });

    await test.step('operation records of one quota', async () => {
      await open(page, `/partner/coupons/records?quota=${id}`);
      await ask(page, t);
      const [, ...lines] = parse(await download(page, t));
      expect(lines).toHaveLength(1);
      const [line = []] = lines;
      expect(line.slice(1, 7)).toEqual([
        t('operation_type.issue'),
        t('exports.done'),
        '1234.50',
        id,
        first.coupons[0],
        buyer.id,
      ]);
      expect(line[9]).toBe("'@memo");
    });

    await test.step('the file is nobody else’s', async () => {
      const link = rows(page, t('exports_page.caption')).first().getByRole('link', { name: t.like('exports_page.download_of') });
      const address = (await link.getAttribute('href')) ?? '';
      watch.allow(404);
      const stranger = await (await as('beidou')).context().request.get(address);
      expect(stranger.status()).toBe(404);
    });
  });
});
