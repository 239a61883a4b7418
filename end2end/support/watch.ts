/** What may not happen on any page, whatever a test looks at. */
import type { BrowserContext, ConsoleMessage, Page, Request, Response } from '@playwright/test';

/** Chromium's own line about an answer that says no; the answer itself is judged below. */
const ANSWERED_NO = /^Failed to load resource: the server responded with a status of/;

/** Without JavaScript nothing uses the code that the document asks browsers to load early. */
const CODE_UNUSED = /was preloaded using link preload but not used/;

/**
 * Runs in every page before its own code. Notes which elements listen to `submit` (a form does once the
 * code has taken it over, see `alive`), and hands on what the content security policy stopped.
 */
function prepare(): void {
  const marks = globalThis as unknown as { hezongListening: WeakSet<object>; hezongViolation(text: string): void };
  const listening = new WeakSet<object>();
  marks.hezongListening = listening;
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (
    this: EventTarget,
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions | boolean,
  ) {
    if (type === 'submit') {
      listening.add(this);
    }
    add.call(this, type, listener, options);
  };
  add.call(document, 'securitypolicyviolation', (event) => {
    const { violatedDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    marks.hezongViolation(`${violatedDirective} stopped ${blockedURI}`);
  });
}

/** Collects complaints of all pages of a test. */
export class Watch {
  readonly complaints: string[] = [];
  private readonly statuses = new Set<number>();

  constructor(private readonly origin: string) {}

  /** Answers with these statuses belong to the test: what it does is refused. */
  allow(...statuses: number[]): void {
    statuses.forEach((status) => this.statuses.add(status));
  }

  async context(context: BrowserContext, js: boolean): Promise<void> {
    await context.exposeBinding('hezongViolation', ({ page }, text: string) => {
      this.complain(page, `content security policy: ${text}`);
    });
    await context.addInitScript(prepare);
    context.on('page', (page) => this.page(page, js));
  }

  private page(page: Page, js: boolean): void {
    page.on('console', (message) => this.heard(page, message, js));
    page.on('pageerror', (error) => this.complain(page, `error: ${error.stack ?? error.message}`));
    page.on('request', (request) => this.asked(page, request));
    page.on('requestfailed', (request) => this.failed(page, request, js));
    page.on('response', (response) => this.answered(page, response));
  }

  private heard(page: Page, message: ConsoleMessage, js: boolean): void {
    const isBad = ['error', 'warning', 'assert'].includes(message.type());
    const isKnown = ANSWERED_NO.test(message.text()) || (!js && CODE_UNUSED.test(message.text()));
    if (isBad && !isKnown) {
      this.complain(page, `console ${message.type()}: ${message.text()}`);
    }
  }

  private asked(page: Page, request: Request): void {
    const { protocol, origin } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== this.origin) {
      this.complain(page, `left the origin: ${request.method()} ${request.url()}`);
    }
  }

  private failed(page: Page, request: Request, js: boolean): void {
    const why = request.failure()?.errorText ?? '';
    // The person went on before the answer came, or the answer became a download.
    const wentOn = why === 'net::ERR_ABORTED';
    // Chromium's word for code that it does not even load because JavaScript is off.
    const unwanted = !js && why === 'csp' && new URL(request.url()).pathname.endsWith('.js');
    if (!wentOn && !unwanted) {
      this.complain(page, `failed: ${request.method()} ${request.url()}: ${why}`);
    }
  }

  private answered(page: Page, response: Response): void {
    const status = response.status();
    if (status >= 400 && !this.statuses.has(status)) {
      this.complain(page, `answered ${status}: ${response.request().method()} ${response.url()}`);
    }
  }

  private complain(page: Page, text: string): void {
    this.complaints.push(`[${page.url().replace(this.origin, '')}] ${text}`);
  }
}
