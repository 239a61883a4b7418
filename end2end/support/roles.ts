/** The people of the demo data. */
import os from 'node:os';
import path from 'node:path';

export const PASSWORD = 'Hezong-Demo-2026';

export const ROLES = {
  ops: { signIn: 'ops', home: '/ops' },
  ops2: { signIn: 'ops2', home: '/ops' },
  eco: { signIn: 'eco', home: '/ops' },
  finance: { signIn: 'finance', home: '/ops/queue' },
  shanhai: { signIn: 'shanhai', home: '/partner' },
  lin: { signIn: 'shanhai/lin', home: '/partner' },
  he: { signIn: 'shanhai/he', home: '/partner' },
  wen: { signIn: 'shanhai/wen', home: '/partner' },
  chengche: { signIn: 'chengche', home: '/cost' },
  beidou: { signIn: 'beidou', home: '/partner' },
  acme: { signIn: 'acme', home: '/cost' },
  tanghu: { signIn: 'tanghu', home: '/cost' },
  qingmu: { signIn: 'qingmu', home: '/cost' },
  nanshan: { signIn: 'nanshan', home: '/cost' },
} as const;

export type Role = keyof typeof ROLES;

/** Account ids, fixed in the demo data. */
export const IDS = {
  shanhai: '0a0000000000000000000000000000a1',
  beidou: '0a0000000000000000000000000000a2',
  acme: '0c0000000000000000000000000000c1',
  tanghu: '0c0000000000000000000000000000c2',
  qingmu: '0c0000000000000000000000000000c3',
  nanshan: '0c0000000000000000000000000000c4',
} as const;

/** Where the cookies of a role are kept while the tests run. */
export function stateFile(role: Role): string {
  const folder = process.env['HEZONG_E2E_STATES'] ?? path.join(os.tmpdir(), 'hezong-e2e-states');
  return path.join(folder, `${role}.json`);
}
