/** Partners, customers and quotas of a test's own: figures then are exact, whatever runs beside it. */
import { Caller, type Form } from './caller';
import { PASSWORD } from './roles';
import type { State } from './test';

export interface Person {
  /** What the person signs in with. */
  signIn: string;
  state: State;
}

export interface Account extends Person {
  id: string;
  name: string;
  company: string;
}

let made = 0;

/** A name nobody has: letters and digits, as account names need it. */
export function fresh(prefix: string): string {
  made += 1;
  const time = Date.now().toString(36);
  return `${prefix}${time}${process.pid.toString(36)}${made.toString(36)}`;
}

/** A day from today at UTC+8, as date fields take it. */
export function day(offset: number): string {
  const at = new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000);
  return at.toISOString().slice(0, 10);
}

function idOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** Invites a person of an account and accepts for it. */
export async function join(ops: Caller, accountId: string, form: Form, url = ops.url): Promise<Person> {
  const made = await ops.act<{ path: string; sign_in: string }>('invite_person', {
    account_id: accountId,
    display_name: 'Test',
    ...form,
  });
  const guest = await Caller.of(null, url);
  await guest.act('accept_invitation', {
    token: idOf(made.path),
    display_name: 'Test',
    password: PASSWORD,
    repeat: PASSWORD,
  });
  const state = await guest.state();
  await guest.close();
  return { signIn: made.sign_in, state };
}

export interface NewPartner {
  subsidised?: boolean;
}

/** A partner with an administrator. */
export async function partner(ops: Caller, options: NewPartner = {}): Promise<Account> {
  const name = fresh('p');
  const company = `伙伴 ${name}`;
  const path = await ops.act<string>('create_partner', {
    account_name: name,
    display_name: company,
    partner_type: 'solution_provider',
    is_subsidised: options.subsidised ? 'on' : '',
  });
  const id = idOf(path);
  return { id, name, company, ...(await join(ops, id, {})) };
}

/** Enters that a partner is a system integrator of the stage that may claim. */
export async function integrator(ops: Caller, partnerId: string): Promise<void> {
  const { form } = await ops.read<{ form: { seen: string } }>('read_paths', { id: partnerId });
  await ops.act('set_paths', { partner_id: partnerId, system_integration: 'differentiation', seen: form.seen });
}

export interface NewCustomer {
  association?: 'resale' | 'referral';
  /** Whether somebody of it can sign in. */
  joins?: boolean;
}

/** A customer of a partner. */
export async function customer(ops: Caller, partnerId: string, options: NewCustomer = {}): Promise<Account> {
  const name = fresh('c');
  const company = `客户 ${name}`;
  const path = await ops.act<string>('create_customer', {
    account_name: name,
    display_name: company,
    partner_id: partnerId,
    association: options.association ?? 'resale',
  });
  const id = idOf(path);
  const nobody: Person = { signIn: name, state: { cookies: [], origins: [] } };
  return { id, name, company, ...(options.joins === false ? nobody : await join(ops, id, {})) };
}

/** Grants a quota and answers its id. */
export async function quota(ops: Caller, partnerId: string, form: Form = {}): Promise<string> {
  const path = await ops.act<string>('grant_quota', {
    partner_id: partnerId,
    quota_type: 'voucher',
    name: fresh('额度 '),
    value: '10000',
    from: day(0),
    to: day(90),
    key: fresh('key'),
    ...form,
  });
  return idOf(path);
}

export interface Issued {
  batch: string;
  coupons: string[];
}

/** Issues coupons as the partner, without pages; answers the batch and the ids of the coupons made. */
export async function issue(as: Caller, fields: Record<string, string>): Promise<Issued> {
  const query = new URLSearchParams({ ...fields, step: 'plan' }).toString();
  const path = await as.act<string>('issue_coupons', { query, key: fresh('key') });
  const batch = idOf(path.split('?')[0] ?? '');
  const { rows } = await as.read<{ rows: Array<{ coupon_id: string }> }>('coupon_batch', { id: batch });
  return { batch, coupons: rows.map((row) => row.coupon_id).filter((id) => id !== '') };
}

/** A page of a list, as server functions answer it. */
export interface Listing<Row> {
  rows: Row[];
  total: number;
}
