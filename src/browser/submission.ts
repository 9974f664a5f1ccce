// The page of a submission or a dry run that is under way: asks how far it has come, and shows the outcome when there is one.

interface Status {
  readonly underWay: boolean;
  /** Null where nobody counts. */
  readonly percent: number | null;
  readonly text: string;
}

const progress = document.querySelector<HTMLElement>('[data-module="submission-progress"]');
if (progress !== null) follow(progress, 0);

function follow(progress: HTMLElement, failures: number): void {
  // Slower after each failure, so that a gateway in trouble is not asked harder.
  setTimeout(
    () => {
      ask(progress.dataset.url ?? '')
        .then((status) => {
          if (!status.underWay) return window.location.reload();
          show(progress, status);
          follow(progress, 0);
        })
        .catch(() => follow(progress, Math.min(failures + 1, 5)));
    },
    1000 * 2 ** failures,
  );
}

async function ask(url: string): Promise<Status> {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  // The session is over: the page itself leads to the login and back.
  if (response.status === 401) window.location.reload();
  if (!response.ok) throw new Error(`The status could not be read: ${response.status}`);
  return response.json();
}

let announced = 0;

function show(progress: HTMLElement, { percent, text }: Status): void {
  const bar = progress.querySelector<HTMLProgressElement>('[data-progress-bar]');
  const label = progress.querySelector<HTMLElement>('[data-progress-text]');
  const announcement = progress.querySelector<HTMLElement>('[data-progress-announcement]');
  if (bar !== null && percent !== null) bar.value = percent;
  if (label !== null) label.textContent = text;
  // A reader of the screen hears of every quarter, not of every second.
  if (announcement === null || percent === null || percent < announced + 25) return;
  announced = percent;
  announcement.textContent = `${percent}% ${text}`;
}
