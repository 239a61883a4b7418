/** Every page of every role, once. What is not listed here is not tested: add each new page. */
import type { APIRequestContext } from '@playwright/test';
import type { Role } from '../support/roles';

export interface PageOf {
  /** Name of the test and of the screenshots. */
  name: string;
  role: Role | null;
  /** Its address, or how to find one with a real id. */
  at: string | ((http: APIRequestContext) => Promise<string>);
  /** Its status when it is a page that says no. */
  status?: number;
}

/** The first link of a page that leads to such an address, with something behind it. */
function linked(list: string, pattern: RegExp, behind = '') {
  return async (http: APIRequestContext): Promise<string> => {
    const html = await (await http.get(list)).text();
    const all = [...html.matchAll(/href="([^"]+)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));
    const found = all.find((href) => pattern.test(href));
    if (found === undefined) {
      throw new Error(`${list} has no link like ${pattern}: ${all.join(' ')}`);
    }
    return found + behind;
  };
}

/** The detail page that a list leads to. */
const detail = (list: string, behind = '') => linked(list, new RegExp(`^${list}/(?!new)[^/?#]+$`), behind);

/** The first page under another address that a list leads to. */
const detailOf = (list: string, under: string) => linked(list, new RegExp(`^${under}/[^/?#]+$`));

/** A page of the draft of the next policy; the draft is begun by whoever comes first. */
const draft = (behind: string) => async (http: APIRequestContext) => {
  const form = new URLSearchParams({ 'form[version]': '1', 'form[seen]': '' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', accept: 'application/json' };
  const made = await http.post('/_fn/copy_policy', { data: form, headers });
  if (!made.ok()) {
    throw new Error(`no draft: ${made.status()}`);
  }
  return `/ops/policies/2/${behind}`;
};

const WHY = '?service=hws.service.type.ec2&amount=300&mode=yearly_monthly&kind=renew';

function area(role: Role, name: string, base: string): PageOf[] {
  const issue = linked(`${base}/quotas`, new RegExp(`^${base}/issue\\?quota=`));
  const plan = async (http: APIRequestContext) =>
    `${await issue(http)}&customers=acme,tanghu,nobody-here&face=60.10&step=plan`;
  const wrong = async (http: APIRequestContext) => `${await issue(http)}&face=1.001&from=2020-13-01&step=plan`;
  return [
    { name: `${name}-quotas`, role, at: `${base}/quotas` },
    { name: `${name}-quota`, role, at: detail(`${base}/quotas`) },
    { name: `${name}-issued`, role, at: `${base}/issued` },
    { name: `${name}-issued-none`, role, at: `${base}/issued?q=no-such-coupon` },
    { name: `${name}-coupon`, role, at: detail(`${base}/issued`) },
    { name: `${name}-coupon-why`, role, at: detail(`${base}/issued`, WHY) },
    { name: `${name}-records`, role, at: `${base}/records` },
    { name: `${name}-batch`, role, at: linked(`${base}/records`, new RegExp(`^${base}/batches/`)) },
    { name: `${name}-issue-choose`, role, at: `${base}/issue` },
    { name: `${name}-issue`, role, at: issue },
    { name: `${name}-issue-wrong`, role, at: wrong },
    { name: `${name}-issue-plan`, role, at: plan },
    { name: `${name}-reclaim-none`, role, at: `${base}/reclaim` },
    { name: `${name}-reclaim`, role, at: linked(`${base}/issued?status=available`, /\/reclaim\?coupons=/) },
  ];
}

function wallet(name: string, base: string): PageOf[] {
  return [
    { name: `wallet-${name}`, role: 'acme', at: base },
    { name: `wallet-${name}-waiting`, role: 'acme', at: `${base}?tab=waiting` },
    { name: `wallet-${name}-used`, role: 'acme', at: `${base}?tab=used` },
    { name: `wallet-${name}-expired`, role: 'acme', at: `${base}?tab=expired` },
    { name: `wallet-${name}-coupon`, role: 'acme', at: detail(base) },
    { name: `wallet-${name}-coupon-why`, role: 'acme', at: detail(base, WHY) },
  ];
}

export const PAGES: readonly PageOf[] = [
  { name: 'sign-in', role: null, at: '/sign-in' },
  { name: 'sign-in-next', role: null, at: '/sign-in?next=%2Fpartner' },
  { name: 'invitation-gone', role: null, at: '/invitations/no-such-invitation', status: 410 },
  { name: 'membership-gone', role: null, at: '/membership/no-such-invitation', status: 404 },
  { name: 'not-found', role: null, at: '/no/such/page', status: 404 },

  { name: 'ops', role: 'ops', at: '/ops' },
  { name: 'ops-partners', role: 'ops', at: '/ops/partners' },
  { name: 'ops-partner-new', role: 'ops', at: '/ops/partners/new' },
  { name: 'ops-partner', role: 'ops', at: detail('/ops/partners') },
  { name: 'ops-partner-disable', role: 'ops', at: detail('/ops/partners', '?act=disable') },
  { name: 'ops-customers', role: 'ops', at: '/ops/customers' },
  { name: 'ops-customer-new', role: 'ops', at: '/ops/customers/new' },
  { name: 'ops-customer', role: 'ops', at: detail('/ops/customers') },
  { name: 'ops-quotas', role: 'ops', at: '/ops/quotas' },
  { name: 'ops-quota-new', role: 'ops', at: '/ops/quotas/new' },
  { name: 'ops-quota', role: 'ops', at: detail('/ops/quotas') },
  { name: 'ops-quota-freeze', role: 'ops', at: detail('/ops/quotas', '?act=freeze') },
  { name: 'ops-quota-adjust', role: 'ops', at: detail('/ops/quotas', '?act=adjust&difference=-1.00&reason=test') },
  { name: 'ops-audit', role: 'ops', at: '/ops/audit' },
  { name: 'ops-queue', role: 'ops', at: '/ops/queue' },
  { name: 'ops-queue-all', role: 'ops', at: '/ops/queue?turn=any' },
  { name: 'ops-queue-none', role: 'ops', at: '/ops/queue?q=no-such-case' },
  { name: 'ops-claim', role: 'ops', at: detailOf('/ops/queue', '/ops/cases') },
  { name: 'ops-policies', role: 'ops', at: '/ops/policies' },
  { name: 'ops-policy', role: 'ops', at: '/ops/policies/1' },
  { name: 'ops-policy-edit', role: 'ops', at: draft('edit') },
  { name: 'ops-policy-review', role: 'ops', at: draft('review') },
  { name: 'ops-calendar', role: 'ops', at: '/ops/calendar' },
  { name: 'ops-calendar-day', role: 'ops', at: '/ops/calendar?day=2027-10-01' },
  { name: 'ops-lists', role: 'ops', at: '/ops/fh/lists' },
  { name: 'ops-final', role: 'ops', at: '/ops/fh/final' },
  { name: 'ops-partner-bills', role: 'ops', at: detail('/ops/partners', '/bills') },
  { name: 'ops-partner-paths', role: 'ops', at: detail('/ops/partners', '/paths') },
  { name: 'ops-clock', role: 'ops', at: '/ops/clock' },
  { name: 'eco', role: 'eco', at: '/ops' },
  { name: 'eco-experts', role: 'eco', at: '/ops/experts' },
  { name: 'eco-experts-accepted', role: 'eco', at: '/ops/experts?step=accepted' },
  { name: 'eco-expert', role: 'eco', at: detailOf('/ops/experts', '/ops/cases') },
  { name: 'finance-queue', role: 'finance', at: '/ops/queue' },
  { name: 'finance-partners', role: 'finance', at: '/ops/partners', status: 403 },
  { name: 'ops-security', role: 'ops', at: '/account/security' },
  { name: 'ops-notices', role: 'ops', at: '/account/notices' },
  { name: 'ops-messages', role: 'ops', at: '/messages' },

  { name: 'partner', role: 'shanhai', at: '/partner' },
  { name: 'partner-customers', role: 'shanhai', at: '/partner/customers' },
  ...area('shanhai', 'vouchers', '/partner/coupons'),
  ...area('shanhai', 'cash', '/partner/cash-coupons'),
  { name: 'allowlist', role: 'shanhai', at: '/partner/cash-coupons/allowlist' },
  { name: 'open-api', role: 'shanhai', at: '/partner/open-api' },
  { name: 'members', role: 'shanhai', at: '/partner/members' },
  { name: 'member', role: 'shanhai', at: detail('/partner/members') },
  { name: 'roles', role: 'shanhai', at: '/partner/roles' },
  { name: 'role', role: 'shanhai', at: detail('/partner/roles') },
  { name: 'he-members', role: 'he', at: '/partner/members', status: 403 },
  { name: 'wen-issued', role: 'wen', at: '/partner/coupons/issued' },
  { name: 'exports', role: 'shanhai', at: '/exports' },
  { name: 'partner-credentials', role: 'shanhai', at: '/account/credentials' },
  { name: 'partner-security', role: 'shanhai', at: '/account/security' },
  { name: 'partner-notices', role: 'shanhai', at: '/account/notices' },
  { name: 'partner-messages', role: 'shanhai', at: '/messages' },

  { name: 'fh', role: 'shanhai', at: '/partner/fh' },
  { name: 'fh-qualification', role: 'shanhai', at: '/partner/fh/qualification' },
  { name: 'fh-qualification-case', role: 'shanhai', at: detailOf('/partner/fh/qualification', '/partner/cases') },
  { name: 'fh-people', role: 'shanhai', at: '/partner/fh/people' },
  { name: 'fh-person', role: 'shanhai', at: detailOf('/partner/fh/people', '/partner/cases') },
  { name: 'fh-claims', role: 'shanhai', at: '/partner/fh/claims' },
  { name: 'fh-claim', role: 'shanhai', at: detailOf('/partner/fh/claims', '/partner/cases') },
  { name: 'fh-payments', role: 'shanhai', at: '/partner/fh/payments' },
  { name: 'fh-payment', role: 'shanhai', at: detailOf('/partner/fh/payments', '/partner/cases') },
  { name: 'certification', role: 'shanhai', at: '/partner/certification' },
  { name: 'beidou-fh', role: 'beidou', at: '/partner/fh' },
  { name: 'balance', role: 'shanhai', at: '/partner/balance' },
  { name: 'beidou-balance', role: 'beidou', at: '/partner/balance' },
  { name: 'beidou-certification', role: 'beidou', at: '/partner/certification' },
  { name: 'beidou-fh-people', role: 'beidou', at: '/partner/fh/people' },
  { name: 'lin-fh', role: 'lin', at: '/partner/fh', status: 403 },

  { name: 'he-issued', role: 'he', at: '/partner/coupons/issued' },
  { name: 'lin-partner', role: 'lin', at: '/partner' },
  { name: 'lin-customers', role: 'lin', at: '/partner/customers' },
  { name: 'lin-issued', role: 'lin', at: '/partner/coupons/issued', status: 403 },
  { name: 'beidou-cash', role: 'beidou', at: '/partner/cash-coupons/issued', status: 403 },

  { name: 'cost', role: 'acme', at: '/cost' },
  ...wallet('vouchers', '/cost/coupons'),
  ...wallet('cash', '/cost/cash-coupons'),
  { name: 'credentials', role: 'acme', at: '/account/credentials' },
  { name: 'customer-security', role: 'acme', at: '/account/security' },
  { name: 'customer-notices', role: 'acme', at: '/account/notices' },
  { name: 'customer-messages', role: 'acme', at: '/messages' },
  { name: 'memberships', role: 'chengche', at: '/cost/memberships' },
  { name: 'memberships-company', role: 'acme', at: '/cost/memberships' },
  { name: 'cost-chengche', role: 'chengche', at: '/cost' },
  { name: 'cost-qingmu', role: 'qingmu', at: '/cost' },
  { name: 'wallet-never-cash', role: 'qingmu', at: '/cost/cash-coupons' },
];
