import { formatRocDate, type Language } from '../../locales/index.js';
import {
  closePdf,
  drawFooters,
  drawFormTable,
  drawLines,
  keepTogether,
  layOutText,
  onEachPage,
  openPdf,
  type PdfPages,
  pageStyle,
  textWidth,
  undrawableIn,
} from '../../pdf/index.js';
import type { ApplicationForm } from '../forms/form.js';
import type { Way } from '../ways.js';
import { changeTable } from './change-table.js';
import { type FormWords, formWords, looks } from './form-words.js';
import { newAccountTable } from './new-account-table.js';
import { notesOf } from './notes.js';
import { contentTop, drawFirstHead, drawNextHead } from './page-head.js';
import { drawSealBoxes } from './seal-boxes.js';

/** What a form is printed from. */
export interface PrintedForm {
  readonly reference: string;
  readonly way: Way;
  readonly institutionName: string;
  readonly confirmedAt: Date;
  readonly form: ApplicationForm;
  readonly language: Language;
}

/** Draws a form to be sealed, A4. The same application gives the same bytes. */
export async function drawFormPages(printed: PrintedForm): Promise<Uint8Array> {
  const { reference, form, way, institutionName, confirmedAt, language } = printed;
  const words = formWords(language);
  const titleKey = titleKeyOf(form);
  const head = {
    title: words.say(titleKey),
    titleCaption: words.caption(titleKey),
    reference,
    institution: words.say('formPdf.institution', { name: institutionName, code: form.institutionCode }),
    confirmed: words.say('formPdf.confirmed', { date: formatRocDate('zh-Hant', confirmedAt) }),
  };
  const pages = openPdf({
    title: `${head.title} ${reference}`,
    language: 'zh-Hant',
    createdAt: confirmedAt,
    contentTop,
  });
  drawFirstHead(pages, words, head);
  drawNote(pages, words, way === 'letter' ? 'formPdf.send.letter' : 'formPdf.send.scan');
  pages.canvas.y += 4;
  drawFormTable(
    pages,
    form.kind === 'change'
      ? changeTable(words, form, institutionName)
      : newAccountTable(words, form, institutionName),
  );
  drawNotes(pages, words, printed);
  drawSealBoxes(pages, words);
  onEachPage(pages, (page) => {
    if (page > 1) drawNextHead(pages, words, head);
  });
  drawFooters(pages, (page, count) => ({
    left: words.say('formPdf.reference', { reference }),
    right: words.say('formPdf.page', { page, count }),
  }));
  return closePdf(pages);
}

/** The characters of a form that cannot be printed on this machine, each once. */
export function findUndrawable(form: ApplicationForm): readonly string[] {
  return undrawableIn(JSON.stringify(form));
}

function titleKeyOf(form: ApplicationForm): string {
  if (form.kind === 'change') return 'formPdf.title.change';
  return form.role === 'manager' ? 'formPdf.title.manager' : 'formPdf.title.reporter';
}

function drawNotes(pages: PdfPages, words: FormWords, { form, way, institutionName }: PrintedForm): void {
  pages.canvas.y += 8;
  keepTogether(pages, 40);
  drawNote(pages, words, 'formPdf.notes.heading', '', looks.heading);
  for (const [index, key] of notesOf(form, way).entries()) drawNote(pages, words, key, `${index + 1}. `);
  const isRare = [...findUndrawable(form), ...undrawableIn(institutionName)].length > 0;
  if (isRare) drawNote(pages, words, 'formPdf.rare', '※ ');
}

/** A note behind its number, its lines even with one another. */
function drawNote(
  pages: PdfPages,
  words: FormWords,
  key: string,
  number = '',
  look = looks.note as typeof looks.note | typeof looks.heading,
): void {
  const indent = number === '' ? 0 : 14;
  const texts = words
    .tell(key, look)
    .map(({ text, look }) => layOutText(pages, text, textWidth(pages) - indent, look));
  keepTogether(
    pages,
    texts.reduce((sum, { height }) => sum + height, 0),
  );
  const left = pageStyle.margins.left;
  let { y: top } = pages.canvas;
  const draw = () => {
    if (number !== '') drawLines(pages, { look, lines: [number.trim()], height: 0 }, { left, top });
    for (const lines of texts) {
      drawLines(pages, lines, { left: left + indent, top });
      top += lines.height;
    }
  };
  pages.root.add(pages.canvas.struct('P', {}, draw));
  pages.canvas.y = top + 1;
}
