import {
  drawLines,
  keepTogether,
  layOutText,
  type PdfPages,
  pageStyle,
  type TextLook,
  textWidth,
} from '../../pdf/index.js';
import { type FormWords, looks } from './form-words.js';

/** The boxes for the large and the small seal, always together on one page, and the last thing on the form. */
export function drawSealBoxes(pages: PdfPages, words: FormWords): void {
  keepTogether(pages, height);
  drawHeading(pages, words);
  const top = pages.canvas.y + 6;
  for (const box of boxes) {
    const left = margins.left + box.left;
    pages.canvas.markContent('Artifact', { type: 'Layout' });
    pages.canvas.rect(left, top, box.width, box.height).lineWidth(1).strokeColor(colour.rule).stroke();
    pages.canvas.endMarkedContent();
    drawText(pages, words, box.key, { left: left + 5, top: top + 3, width: box.width - 10 }, looks.small);
  }
  const { left, height: above } = boxes[1];
  const width = textWidth(pages) - left;
  const below = top + above + 12;
  drawText(pages, words, 'formPdf.seals.date', { left: margins.left + left, top: below, width }, looks.value);
  pages.canvas.y = top + boxes[0].height;
}

const { margins, colour } = pageStyle;

/** 75 × 60 mm and 35 × 35 mm: the seals of hospitals and of their heads fit. */
const boxes = [
  { key: 'formPdf.seals.large', left: 0, width: 213, height: 170 },
  { key: 'formPdf.seals.small', left: 240, width: 99, height: 99 },
] as const;

/** Of the heading and the boxes together. */
const height = 208;

function drawHeading(pages: PdfPages, words: FormWords): void {
  pages.canvas.y += 8;
  const top = pages.canvas.y;
  const place = { left: margins.left, top, width: textWidth(pages) };
  pages.canvas.y = drawText(pages, words, 'formPdf.seals.heading', place, looks.heading);
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** A text and its caption; gives where they end. */
function drawText(pages: PdfPages, words: FormWords, key: string, place: Place, look: TextLook): number {
  let { top } = place;
  for (const text of words.tell(key, look)) {
    const lines = layOutText(pages, text.text, place.width, text.look);
    const at = { left: place.left, top };
    pages.root.add(pages.canvas.struct('P', {}, () => drawLines(pages, lines, at)));
    top += lines.height;
  }
  return top;
}
