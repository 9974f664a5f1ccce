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
  /** Seconds after which an unused session ends, as they were when the page came. */
  readonly #idleSeconds: number;
  #time: SessionTime;
  #dismissed = false;
  #timer: number | undefined;

  constructor(page: Document, dialog: HTMLDialogElement) {
    this.#dialog = dialog;
    this.#counter = page.querySelector('[data-session-left]');
    this.#text = dialog.querySelector('[data-session-text]');
    this.#extend = dialog.querySelector('[data-session-extend]');
    this.#idleSeconds = Number(dialog.dataset.idleSeconds);
    this.#time = {
      idleSeconds: this.#idleSeconds,
      totalSeconds: Number(dialog.dataset.totalSeconds),
      readAt: performance.now(),
    };
  }

  begin(): void {
    this.#extend?.addEventListener('click', () => void this.#askForMore());
    this.#dialog.querySelector('[data-session-close]')?.addEventListener('click', () => this.#dismiss());
    this.#dialog.addEventListener('cancel', () => this.#dismiss());
    // A script of this page has used the session, and so made it last longer.
    this.#dialog.ownerDocument.addEventListener('jianbao:session-used', () => this.#restart());
    this.#timer = setInterval(() => {
      if (this.#show() === 0) clearInterval(this.#timer);
    }, 1000);
    this.#show();
  }

  #show(): number {
    const left = secondsUntilEnd(this.#time, performance.now());
    if (this.#counter !== null) {
      this.#counter.hidden = false;
      this.#counter.textContent = fill(this.#counter.dataset.text, left);
    }
    if (left === 0) this.#end(this.#dialog.dataset.textEnded);
    else if (left <= warningSeconds) this.#warn(left);
    return left;
  }

  #restart(): void {
    const now = performance.now();
    const totalSeconds = this.#time.totalSeconds - (now - this.#time.readAt) / 1000;
    this.#time = { idleSeconds: this.#idleSeconds, totalSeconds, readAt: now };
  }

  #warn(left: number): void {
    // A reader of the screen hears the time every half minute, not every second.
    if (this.#dialog.open ? left % 30 === 0 : !this.#dismissed)
      this.#say(fill(this.#dialog.dataset.textLeft, left));
    if (!this.#dialog.open && !this.#dismissed) this.#dialog.showModal();
  }

  /** @param text what is said of it */
  #end(text: string | undefined): void {
    this.#extend?.remove();
    this.#dialog.querySelector('[data-session-kept]')?.remove();
    const title = this.#dialog.querySelector('[data-session-title]');
    if (title !== null) title.textContent = this.#dialog.dataset.titleEnded ?? '';
    this.#say(text ?? '');
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
    } catch (error) {
      // Ended by something else than time; what is left of that does not count any more.
      if (error instanceof SessionEndedError) return this.#endEarly();
      this.#say(this.#dialog.dataset.textFailed ?? '');
    }
  }

  #endEarly(): void {
    clearInterval(this.#timer);
    if (this.#counter !== null) this.#counter.hidden = true;
    this.#end(this.#dialog.dataset.textEndedEarly);
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
  if (response.status === 401) throw new SessionEndedError();
  if (!response.ok) throw new Error(`The session could not be extended: ${response.status}`);
  return response.json();
}

/** The session is over already. */
class SessionEndedError extends Error {}

function fill(text: string | undefined, seconds: number): string {
  return (text ?? '').replace('TIME', writeSeconds(seconds));
}
