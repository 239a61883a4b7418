/** A request signed as the official SDK signs it (SDK-HMAC-SHA256), written from its documentation. */
import { createHash, createHmac } from 'node:crypto';

export interface Key {
  access: string;
  secret: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export async function signed(url: string, key: Key, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host: new URL(url).host,
    'x-sdk-date': date,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    `${path}/`,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(payload),
  ].join('\n');
  const text = ['SDK-HMAC-SHA256', date, sha256(canonical)].join('\n');
  const signature = createHmac('sha256', key.secret).update(text, 'utf8').digest('hex');
  // fetch sets the host itself.
  const { host: _, ...sent } = headers;
  return fetch(url + path, {
    method,
    ...(body === undefined ? {} : { body: payload }),
    headers: {
      ...sent,
      authorization: `SDK-HMAC-SHA256 Access=${key.access}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    },
  });
}
