import {
  drawLines,
  drawModules,
  layOutText,
  type PdfPages,
  pageStyle,
  type TextLook,
  textWidth,
} from '../../pdf/index.js';
import { type FormWords, looks } from './form-words.js';

/** What stands at the head of every page. */
export interface PageHead {
  readonly title: string;
  /** English, below it, when it is wanted. */
  readonly titleCaption: string | undefined;
  readonly reference: string;
  /** `測試醫院　1268650500` */
  readonly institution: string;
  /** `線上確認 中華民國115年11月22日` */
  readonly confirmed: string;
}

/** Where the content below the head begins, in points from the top of the page. */
export const contentTop = 110;

/** The head of the first page: title, number, and the QR code by which the desk finds the application. */
export function drawFirstHead(pages: PdfPages, words: FormWords, head: PageHead): void {
  pages.canvas.y = headTop;
  drawBlock(pages, 'P', words.say('formPdf.issuer'), { ...looks.small, weight: 'bold' });
  drawBlock(pages, 'H1', head.title, looks.title);
  if (head.titleCaption !== undefined) drawBlock(pages, 'P', head.titleCaption, looks.caption);
  const { reference } = head;
  drawBlock(pages, 'P', words.say('formPdf.reference', { reference }), { ...looks.value, weight: 'bold' });
  drawBlock(pages, 'P', head.confirmed, looks.small);
  const alt = words.say('formPdf.qr', { reference });
  pages.root.add(pages.canvas.struct('Figure', { alt }, () => drawCode(pages, reference)));
  pages.canvas.y = contentTop;
}

/** The head of a page that goes on; drawn within an artifact, since the first page has said it all. */
export function drawNextHead(pages: PdfPages, words: FormWords, head: PageHead): void {
  const { reference } = head;
  const lines: readonly (readonly [string, TextLook])[] = [
    [words.say('formPdf.continued', { title: head.title }), looks.heading],
    [words.say('formPdf.reference', { reference }), looks.value],
    [head.institution, looks.small],
  ];
  let top = headTop;
  for (const [text, look] of lines) {
    const laid = layOutText(pages, text, textWidth(pages) - codeSide - gap, look);
    drawLines(pages, laid, { left: margins.left, top });
    top += laid.height;
  }
  drawCode(pages, reference);
}

const { margins } = pageStyle;
const headTop = 32;
/** 23 mm: read from a scan of 100 dpi and more. */
const codeSide = 66;
const gap = 12;

function drawBlock(pages: PdfPages, tag: 'P' | 'H1', text: string, look: TextLook): void {
  const top = pages.canvas.y;
  const lines = layOutText(pages, text, textWidth(pages) - codeSide - gap, look);
  pages.root.add(pages.canvas.struct(tag, {}, () => drawLines(pages, lines, { left: margins.left, top })));
  pages.canvas.y = top + lines.height;
}

function drawCode(pages: PdfPages, reference: string): void {
  const left = margins.left + textWidth(pages) - codeSide;
  drawModules(pages, reference, { left, top: headTop, side: codeSide });
}
