// The agent's own window: shows what is asked, and sends back what the person decides. The address carries a secret that
// works once; it is taken out of the address, and of the history with it, before anything else happens.

interface Asked {
  readonly key: string;
  readonly language: string;
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly texts: Readonly<Record<string, string>>;
  readonly asksPin: boolean;
  readonly pinPad: boolean;
  readonly lastTry: boolean;
  readonly secondsLeft: number;
}

interface Told {
  readonly title: string;
  readonly detail: string;
}

/** A click that was meant for what stood here a moment before must not agree. */
const settleMilliseconds = 600;

/** In which the agent tells what is missing; the browser's own until the question is there. */
let languageOfQuestion: Readonly<Record<string, string>> = {};

const secret = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
void begin();

async function begin(): Promise<void> {
  const { ok, body } = await post('/consent/question', secret, {});
  if (ok) show(body as Asked);
  else end(body as Told);
}

function show(asked: Asked): void {
  const { language, title, facts, texts, asksPin, pinPad, lastTry, secondsLeft } = asked;
  document.documentElement.lang = language;
  languageOfQuestion = { 'Accept-Language': language };
  document.title = `${title} – ${texts.agent}`;
  for (const part of document.querySelectorAll<HTMLElement>('[data-text]'))
    part.textContent = texts[part.dataset.text ?? ''] ?? '';
  element('title').textContent = title;
  element('facts').replaceChildren(...facts.map(describeFact));
  element('pin-part').hidden = !asksPin;
  element('pad').hidden = !pinPad;
  element('last-try').hidden = !lastTry;
  element('last-try-part').hidden = !lastTry;
  element('asking').hidden = false;
  element(asksPin ? 'pin' : 'refuse').focus();
  listen(asked);
  setTimeout(() => end({ title: texts.overTitle ?? '', detail: texts.overDetail ?? '' }), secondsLeft * 1000);
  setTimeout(() => {
    element<HTMLButtonElement>('agree').disabled = false;
  }, settleMilliseconds);
}

function listen({ key, texts }: Asked): void {
  const decide = async (answer: object, done: Told) => {
    const { ok, status, body } = await post('/consent/answer', key, answer);
    element<HTMLInputElement>('pin').value = '';
    if (ok) end(done);
    else if (status === 410 || status === 0) end(body as Told);
    else tellMissing(body as Told);
  };
  element('asking').addEventListener('submit', (event) => {
    event.preventDefault();
    if (element<HTMLButtonElement>('agree').disabled) return;
    const answer = {
      agree: true,
      ...(element('pin-part').hidden ? {} : { pin: element<HTMLInputElement>('pin').value }),
      lastTryAgreed: element<HTMLInputElement>('last-try-agreed').checked,
    };
    void decide(answer, { title: texts.agreedTitle ?? '', detail: texts.agreedDetail ?? '' });
  });
  element('refuse').addEventListener('click', () => {
    void decide({ agree: false }, { title: texts.refusedTitle ?? '', detail: texts.refusedDetail ?? '' });
  });
  // Who closes the window has refused.
  addEventListener('pagehide', () => {
    if (!element('asking').hidden) void post('/consent/answer', key, { agree: false }, true);
  });
}

function tellMissing({ title, detail }: Told): void {
  element('missing-title').textContent = title;
  element('missing-detail').textContent = detail;
  element('missing').hidden = false;
  element('missing').focus();
}

function end({ title, detail }: Told): void {
  element('asking').hidden = true;
  element('ended').hidden = false;
  element('ended-title').textContent = title;
  element('ended-detail').textContent = detail;
  element('ended-title').focus();
}

function describeFact({ label, value }: { readonly label: string; readonly value: string }): HTMLElement {
  const [row, term, fact, isolated] = ['div', 'dt', 'dd', 'bdi'].map((name) => document.createElement(name));
  if (row === undefined || term === undefined || fact === undefined || isolated === undefined)
    throw new TypeError('Four elements were made.');
  term.textContent = label;
  isolated.textContent = value;
  fact.append(isolated);
  row.append(term, fact);
  return row;
}

async function post(
  path: string,
  proof: string,
  body: object,
  keepalive = false,
): Promise<{ readonly ok: boolean; readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { ...languageOfQuestion, 'Content-Type': 'application/json', 'Jianbao-Consent': proof },
      body: JSON.stringify(body),
      keepalive,
    });
    return { ok: response.ok, status: response.status, body: await response.json() };
  } catch {
    const { title = '', detail = '' } = element('gone').dataset;
    return { ok: false, status: 0, body: { title, detail } };
  }
}

function element<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`The page has no "${id}".`);
  return found as Kind;
}
