/**
 * The product's server functions called directly: what a test needs to exist before its story begins.
 * The stories themselves go through pages.
 */
import { request, type APIRequestContext, type APIResponse } from '@playwright/test';
import { stateFile, type Role } from './roles';
import { serverUrl, type State } from './test';

export type Form = Record<string, string | string[]>;

export class Caller {
  private constructor(
    private readonly http: APIRequestContext,
    readonly url: string,
  ) {}

  static async of(who: Role | { state: State } | null, url: string = serverUrl()): Promise<Caller> {
    const state = who === null ? undefined : typeof who === 'string' ? stateFile(who) : who.state;
    const http = await request.newContext({
      baseURL: url,
      ...(state === undefined ? {} : { storageState: state }),
      extraHTTPHeaders: { accept: 'application/json', origin: url },
    });
    return new Caller(http, url);
  }

  /** Posts a form as the browser's code does. */
  async post(name: string, form: Form = {}): Promise<APIResponse> {
    const body = new URLSearchParams();
    for (const [field, value] of Object.entries(form)) {
      for (const one of [value].flat()) {
        body.append(Array.isArray(value) ? `form[${field}][]` : `form[${field}]`, one);
      }
    }
    return this.http.post(`/_fn/${name}`, {
      data: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  /** Posts a form that has to succeed, and answers its result. */
  async act<Result = unknown>(name: string, form: Form = {}): Promise<Result> {
    return Caller.result<Result>(name, await this.post(name, form));
  }

  /** Reads something. */
  async read<Result>(name: string, args: Record<string, string> = {}): Promise<Result> {
    const answer = await this.http.get(`/_fn/${name}?${new URLSearchParams(args).toString()}`);
    return Caller.result<Result>(name, answer);
  }

  /** Gets an address. */
  async get(address: string): Promise<APIResponse> {
    return this.http.get(address, { headers: { accept: 'text/html' } });
  }

  /** The cookies it holds now. */
  async state(): Promise<State> {
    return this.http.storageState();
  }

  async close(): Promise<void> {
    await this.http.dispose();
  }

  private static async result<Result>(name: string, answer: APIResponse): Promise<Result> {
    const text = await answer.text();
    if (!answer.ok()) {
      throw new Error(`${name} answered ${answer.status()}: ${text}`);
    }
    return (text === '' ? null : JSON.parse(text)) as Result;
  }
}
