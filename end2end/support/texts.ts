/**
 * The texts people read, from `locales/`: tests find things by the words of the product, so that a change
 * of wording breaks none of them.
 */
import fs from 'node:fs';
import path from 'node:path';

export type Lang = 'zh-CN' | 'en';
export type Params = Record<string, string | number>;

type Entry = string | { one: string; other: string };

const ROOT = path.join(__dirname, '../../locales');
const loaded = new Map<string, Record<string, Entry>>();

function namespace(lang: Lang, name: string): Record<string, Entry> {
  const file = path.join(ROOT, lang, `${name}.json`);
  let entries = loaded.get(file);
  if (!entries) {
    entries = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Entry>;
    loaded.set(file, entries);
  }
  return entries;
}

function entry(lang: Lang, key: string): Entry {
  const [name = '', ...rest] = key.split('.');
  const found = namespace(lang, name)[rest.join('.')];
  if (found === undefined) {
    throw new Error(`locales/${lang}/${name}.json has no text ${rest.join('.')}`);
  }
  return found;
}

function template(lang: Lang, key: string, params: Params): string {
  const found = entry(lang, key);
  if (typeof found === 'string') {
    return found;
  }
  return Number(params['count'] ?? 2) === 1 ? found.one : found.other;
}

/** What has a meaning in regular expressions loses it. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export interface Texts {
  readonly lang: Lang;
  /** A text with its placeholders filled: `t('issue.plan_total_words', { count: 2, … })`. */
  (key: string, params?: Params): string;
  /** A text as a pattern: placeholders that are not given match anything. */
  like(key: string, params?: Params): RegExp;
  /** A text in whichever plural form. */
  any(key: string): RegExp;
}

export function texts(lang: Lang): Texts {
  const fill = (key: string, params: Params = {}): string =>
    template(lang, key, params).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name];
      if (value === undefined) {
        throw new Error(`${key} needs {${name}}`);
      }
      return String(value);
    });
  const pattern = (text: string, params: Params): string =>
    text
      .split(/(\{\w+\})/)
      .map((part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        if (name === undefined) {
          return escaped(part);
        }
        const value = params[name];
        return value === undefined ? '.+?' : escaped(String(value));
      })
      .join('');
  return Object.assign(fill, {
    lang,
    like: (key: string, params: Params = {}) => new RegExp(pattern(template(lang, key, params), params)),
    any: (key: string) => {
      const found = entry(lang, key);
      const forms = typeof found === 'string' ? [found] : [found.one, found.other];
      return new RegExp(forms.map((form) => pattern(form, {})).join('|'));
    },
  });
}
