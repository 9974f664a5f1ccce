import PDFDocument from 'pdfkit';
import { type Language, localeTags } from '../locales/index.js';
import { pdfFonts } from './fonts.js';
import { pageStyle } from './page-style.js';

/** A PDF in the making: A4, tagged for screen readers, drawn from top to bottom by the functions of this folder. */
export interface PdfPages {
  readonly canvas: PDFKit.PDFDocument;
  /** The root of what a screen reader is told (ISO 32000-1 14.8.4.2: one Document element). */
  readonly root: ReturnType<PDFKit.PDFDocument['struct']>;
  /** Names of the fonts that are in it already. */
  readonly registered: Set<string>;
}

export interface PdfOptions {
  readonly title: string;
  readonly language: Language;
  /** The moment it states as its creation; the same input gives the same bytes. */
  readonly createdAt: Date;
  /** Where the content of every page begins, in points from its top, when there is more above it than usual. */
  readonly contentTop?: number;
}

/** Opens a PDF with its first page. */
export function openPdf({ title, language, createdAt, contentTop }: PdfOptions): PdfPages {
  const fonts = pdfFonts();
  const canvas = new PDFDocument({
    size: 'A4',
    margins: { ...pageStyle.margins, top: contentTop ?? pageStyle.margins.top },
    pdfVersion: '1.7',
    tagged: true,
    lang: localeTags[language],
    displayTitle: true,
    // The footer says how many pages there are, which is known at the end only.
    bufferPages: true,
    info: {
      Title: title,
      Author: '健報 Jianbao',
      Creator: '健報 Jianbao',
      CreationDate: createdAt,
      ModDate: createdAt,
    },
  });
  for (const { name, bytes } of Object.values(fonts)) canvas.registerFont(name, bytes);
  const root = canvas.struct('Document');
  canvas.addStructure(root);
  return { canvas, root, registered: new Set(Object.keys(fonts)) };
}

/** Ends a PDF and gives its bytes. */
export async function closePdf({ canvas, root }: PdfPages): Promise<Buffer> {
  root.end();
  canvas.end();
  const parts: Buffer[] = [];
  for await (const part of canvas) parts.push(part);
  return Buffer.concat(parts);
}

/** The width between the margins. */
export function textWidth({ canvas }: PdfPages): number {
  const { width, margins } = canvas.page;
  return width - margins.left - margins.right;
}

/** Goes to a new page when `height` no longer fits on this one. */
export function keepTogether({ canvas }: PdfPages, height: number): void {
  if (canvas.y + height > canvas.page.maxY()) canvas.addPage();
}
