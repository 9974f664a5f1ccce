import { type SessionTime, secondsUntilEnd, writeSeconds } from './session-time.js';

/**
 * Shows how long the session lasts, warns two minutes before it ends, and extends it when asked. The page stays as it
 * is, so that what was filled in is not lost.
 */
export function watchSession(page: Document): void {
  const dialog = page.querySelector<HTMLDialogElement>('dialog[data-module="session"]');
  if (dialog !== null) new SessionWatch(page, dialog).begin();
}

const warningSeconds = 120;

class SessionWatch {
  readonly #dialog: HTMLDialogElement;
  readonly #counter: HTMLElement | null;
  readonly #text: HTMLElement | null;
  readonly #extend: HTMLElement | null;
  #time: SessionTime;
  #dismissed = false;

  constructor(page: Document, dialog: HTMLDialogElement) {
    this.#dialog = dialog;
    this.#counter = page.querySelector('[data-session-left]');
    this.#text = dialog.querySelector('[data-session-text]');
    this.#extend = dialog.querySelector('[data-session-extend]');
    this.#time = {
      idleSeconds: Number(dialog.dataset.idleSeconds),
      totalSeconds: Number(dialog.dataset.totalSeconds),
      readAt: performance.now(),
    };
  }

  begin(): void {
    this.#extend?.addEventListener('click', () => void this.#askForMore());
    this.#dialog.querySelector('[data-session-close]')?.addEventListener('click', () => this.#dismiss());
    this.#dialog.addEventListener('cancel', () => this.#dismiss());
    const timer = setInterval(() => {
      if (this.#show() === 0) clearInterval(timer);
    }, 1000);
    this.#show();
  }

  #show(): number {
    const left = secondsUntilEnd(this.#time, performance.now());
    if (this.#counter !== null) {
      this.#counter.hidden = false;
      this.#counter.textContent = fill(this.#counter.dataset.text, left);
    }
    if (left === 0) this.#end();
    else if (left <= warningSeconds) this.#warn(left);
    return left;
  }

  #warn(left: number): void {
    // A reader of the screen hears the time every half minute, not every second.
    if (this.#dialog.open ? left % 30 === 0 : !this.#dismissed)
      this.#say(fill(this.#dialog.dataset.textLeft, left));
    if (!this.#dialog.open && !this.#dismissed) this.#dialog.showModal();
  }

  #end(): void {
    this.#extend?.remove();
    this.#dialog.querySelector('[data-session-kept]')?.remove();
    const title = this.#dialog.querySelector('[data-session-title]');
    if (title !== null) title.textContent = this.#dialog.dataset.titleEnded ?? '';
    this.#say(this.#dialog.dataset.textEnded ?? '');
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#offerLogin();
  }

  /** Leads back here; the page's own form belongs to the session that ended and can't be sent any more. */
  #offerLogin(): void {
    const link = this.#dialog.querySelector<HTMLAnchorElement>('[data-session-login]');
    if (link === null) return;
    const { pathname, search } = window.location;
    link.search = new URLSearchParams({ next: `${pathname}${search}` }).toString();
    link.hidden = false;
    link.focus();
  }

  #dismiss(): void {
    this.#dismissed = true;
    this.#dialog.close();
  }

  async #askForMore(): Promise<void> {
    try {
      const left = await extendSession(this.#dialog.dataset.csrfToken ?? '');
      this.#time = { ...left, readAt: performance.now() };
      this.#dialog.close();
      this.#dismissed = false;
      this.#show();
    } catch {
      this.#say(this.#dialog.dataset.textFailed ?? '');
    }
  }

  #say(text: string): void {
    if (this.#text !== null) this.#text.textContent = text;
  }
}

async function extendSession(csrfToken: string): Promise<{ idleSeconds: number; totalSeconds: number }> {
  const response = await fetch('/session/extend', {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
    body: '{}',
  });
  if (!response.ok) throw new Error(`The session could not be extended: ${response.status}`);
  return response.json();
}

function fill(text: string | undefined, seconds: number): string {
  return (text ?? '').replace('TIME', writeSeconds(seconds));
}
