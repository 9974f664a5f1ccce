/** What reads the card: our own card agent, or Web eID. */
export type CardProgram = 'agent' | 'web-eid';

/** Where this browser keeps which one was chosen last. */
const place = 'jianbao.card.program';

/** What was chosen last in this browser; the card agent by default. */
export function rememberedProgram(): CardProgram {
  return localStorage.getItem(place) === 'web-eid' ? 'web-eid' : 'agent';
}

/** The choice between card agent and Web eID, where both could be used. */
export class ProgramChoice {
  readonly #field: HTMLElement;
  #offered = false;

  constructor(field: HTMLElement) {
    this.#field = field;
  }

  /** What is chosen now. Without a choice it is the card agent. */
  get chosen(): CardProgram {
    if (!this.#offered) return 'agent';
    return this.#field.querySelector<HTMLInputElement>('input:checked')?.value === 'web-eid'
      ? 'web-eid'
      : 'agent';
  }

  /** Shows the choice with the last one taken; tells every change from then on, and remembers it. */
  offer(onChange: (program: CardProgram) => void): void {
    this.#offered = true;
    this.#field.hidden = false;
    const remembered = rememberedProgram();
    for (const radio of this.#field.querySelectorAll<HTMLInputElement>('input')) {
      radio.checked = radio.value === remembered;
      radio.addEventListener('change', () => {
        localStorage.setItem(place, this.chosen);
        onChange(this.chosen);
      });
    }
  }

  /** The control that is chosen, to bring the focus to. */
  get control(): HTMLElement {
    return this.#field.querySelector<HTMLElement>('input:checked') ?? this.#field;
  }
}
