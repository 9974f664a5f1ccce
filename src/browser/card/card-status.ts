import { AgentFailure, type AgentFault, type CardAgent, type Reader } from './card-agent.js';
import { describeFault } from './describe-fault.js';
import { loopbackPermission } from './permission.js';
import type { Texts } from './texts.js';

const secondsBetweenLooks = 3;

/**
 * The line that tells whether card agent, reader and card are ready. While the page is in sight, the agent tells it as
 * soon as a card is put in or taken out. Where the browser would ask the person for permission, it waits for the button.
 */
export class CardStatus {
  readonly #agent: CardAgent;
  readonly #texts: Texts;
  readonly #onFeatures: () => void;
  readonly #line: HTMLElement;
  readonly #pairLink: HTMLElement | null;
  readonly #readerField: HTMLElement | null;
  readonly #readerChoice: HTMLSelectElement | null;
  readonly #button: HTMLElement | null;
  #readers: readonly Reader[] = [];
  #features: readonly string[] = [];
  #busy = false;
  /** Another program reads the card; the agent is left alone. */
  #isAway = false;
  /** Whether the last look reached the agent; where it did not, only the person's button tries again. */
  #reached = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Stops the look that waits for a change. */
  #looking: AbortController | undefined;

  /** @param onFeatures called whenever the agent was reached and what it can do is known */
  constructor(box: HTMLElement, agent: CardAgent, texts: Texts, onFeatures: () => void = () => undefined) {
    const line = box.querySelector<HTMLElement>('[data-card-line]');
    if (line === null) throw new TypeError('The card status has no line.');
    this.#line = line;
    this.#agent = agent;
    this.#texts = texts;
    this.#onFeatures = onFeatures;
    this.#pairLink = box.querySelector('[data-card-pair]');
    this.#readerField = box.querySelector('[data-card-readers]');
    this.#readerChoice = box.querySelector('[data-card-readers] select');
    this.#button = box.querySelector('[data-card-check]');
    this.#button?.addEventListener('click', () => void this.look());
  }

  /** Looks at once where nobody is asked, else explains what the browser will ask. */
  async begin(): Promise<void> {
    this.#isAway = false;
    this.#busy = false;
    if (this.#button !== null) this.#button.hidden = false;
    const permission = await loopbackPermission();
    if (permission === 'prompt') this.#say('ask', this.#texts['permission-first'] ?? '');
    else await this.look();
  }

  /** The chosen reader, where there is more than one card. */
  get reader(): Reader | undefined {
    const present = this.#readers.filter(({ cardPresent }) => cardPresent);
    if (present.length <= 1) return present[0];
    return present.find(({ id }) => id === this.#readerChoice?.value) ?? present[0];
  }

  /** Whether the agent asks for the PIN itself. */
  get asksForPin(): boolean {
    return this.#features.includes('pin-in-agent');
  }

  /** Leaves the line to another program until `begin`. */
  giveWay(): void {
    this.pause();
    this.#isAway = true;
    for (const part of [this.#button, this.#pairLink, this.#readerField])
      if (part !== null) part.hidden = true;
  }

  /** Stops looking while the card is in use. */
  pause(): void {
    this.#busy = true;
    clearTimeout(this.#timer);
    this.#looking?.abort();
  }

  resume(): void {
    if (this.#isAway) return;
    this.#busy = false;
    if (this.#reached) void this.look();
  }

  /** Tells what the card is doing, or what another program said of it. */
  tell(state: 'working' | 'ready' | 'fault', text: string): void {
    this.#say(state, text);
  }

  /** Tells why agent or card did not do what they were asked; looks again where that can have changed by itself. */
  tellFault(fault: AgentFault): void {
    if (this.#pairLink !== null) this.#pairLink.hidden = fault.kind !== 'not-paired';
    this.#say('fault', describeFault(fault, this.#texts));
    this.#reached = fault.kind === 'answered';
  }

  async look(): Promise<void> {
    if (this.#busy) return;
    clearTimeout(this.#timer);
    this.#looking?.abort();
    this.#looking = new AbortController();
    const { signal } = this.#looking;
    try {
      this.#features = (await this.#agent.check()).features;
      if (signal.aborted) return;
      this.#onFeatures();
      await this.#watch(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AgentFailure)) throw error;
      this.tellFault(error.fault);
      if (this.#reached) this.#later();
    }
  }

  /** Shows the readers, and again whenever they change, until it is stopped or the page goes out of sight. */
  async #watch(stop: AbortSignal): Promise<void> {
    let state: string | undefined;
    while (!stop.aborted) {
      const now = await this.#agent.waitForReaders(state, stop);
      if (stop.aborted) return;
      state = now.state;
      if (now.readers !== undefined) this.#show(now.readers);
      if (document.visibilityState !== 'visible') return this.#later();
    }
  }

  #show(readers: readonly Reader[]): void {
    this.#readers = readers;
    this.#reached = true;
    const present = readers.filter(({ cardPresent }) => cardPresent);
    if (this.#pairLink !== null) this.#pairLink.hidden = true;
    if (this.#readerField !== null) this.#readerField.hidden = present.length <= 1;
    if (this.#readerChoice !== null && present.length > 1) offer(this.#readerChoice, present);
    if (readers.length === 0) this.#say('fault', this.#texts['no-reader'] ?? '');
    else if (present.length === 0) this.#say('fault', this.#texts['no-card'] ?? '');
    else this.#say('ready', this.#texts[present.length > 1 ? 'several' : 'ready'] ?? '');
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (document.visibilityState === 'visible') void this.look();
      else this.#later();
    }, secondsBetweenLooks * 1000);
  }

  /** Written only when it changes, so that a screen reader says it once. */
  #say(state: string, text: string): void {
    if (this.#line.dataset.state !== state) this.#line.dataset.state = state;
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }
}

function offer(choice: HTMLSelectElement, readers: readonly Reader[]): void {
  const ids = readers.map(({ id }) => id).join('\n');
  if (choice.dataset.offered === ids) return;
  choice.dataset.offered = ids;
  choice.replaceChildren(...readers.map(({ id, name }) => new Option(name, id)));
}
