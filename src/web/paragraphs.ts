/** HTML of a longer text: each line a paragraph, lines that begin with `- ` together a list. `text` is HTML already. */
export function setParagraphs(text: string): string {
  return gather(text.split('\n'))
    .map((block) => (typeof block === 'string' ? `<p class="govuk-body">${block}</p>` : list(block)))
    .join('');
}

const mark = '- ';

function gather(lines: readonly string[]): readonly (string | readonly string[])[] {
  const blocks: (string | string[])[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (!line.startsWith(mark)) blocks.push(line);
    else if (Array.isArray(last)) last.push(line.slice(mark.length));
    else blocks.push([line.slice(mark.length)]);
  }
  return blocks;
}

function list(items: readonly string[]): string {
  return `<ul class="govuk-list govuk-list--bullet">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}
