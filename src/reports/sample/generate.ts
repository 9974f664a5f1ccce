import { csvRow } from '../../csv/index.js';
import type { Encoding } from '../process/types.js';
import { dayOf } from '../rules/calendar.js';
import type { ExamKind } from '../schema/kinds.js';
import { type Layout, layoutOf } from '../schema/layouts.js';
import type { SampleSetting } from './common-cells.js';
import { encoderOf } from './encode-text.js';
import { sampleGeneralRow } from './general-row.js';
import { type PlacedMistake, type SampleMistake, sampleMistakesOf } from './mistakes.js';
import { sampleSpecialRow } from './special-row.js';

export interface SampleOptions {
  readonly kind: ExamKind;
  /** Of special exams: all for one operation, by its code; without, one after the other but those that need images. */
  readonly hazard?: string;
  /** Data rows, up to ten million. */
  readonly rows: number;
  readonly seed: number;
  /** Rows with a mistake, spread evenly over the file; none without. */
  readonly errors?: number;
  readonly encoding?: Encoding;
  /** Ten digits; 1268650500 (測試醫院) without. */
  readonly institutionCode?: string;
  /** `yyyy-mm-dd`; the exams took place in the sixty days before. */
  readonly today: string;
}

export interface Sample {
  /** The file, in pieces of about 256 KiB; each is made when it is asked for. */
  readonly chunks: Iterable<Buffer>;
  /** What a reporter must be told about the file, in the order of the rows. */
  readonly mistakes: readonly PlacedMistake[];
}

/**
 * A realistic file of made-up exams: right check digits, plausible values, no worker twice, nothing to warn of. The
 * same options give the same bytes.
 *
 * @throws TypeError when there are more mistakes than rows, or more than ten million rows
 */
export function generateSample(options: SampleOptions): Sample {
  const { rows, errors = 0 } = options;
  if (rows > 10_000_000 || errors > rows) throw new TypeError('Too many rows or errors for a sample.');
  const placed = placeMistakes(options.kind, rows, errors);
  return {
    chunks: { [Symbol.iterator]: () => makeChunks(options, placed) },
    mistakes: [...placed].map(([index, { code, key }]) => ({ row: index + 2, key, code })),
  };
}

const chunkLength = 200_000;

function* makeChunks(options: SampleOptions, placed: ReadonlyMap<number, SampleMistake>): Generator<Buffer> {
  const layout = layoutOf(options.kind);
  const encode = encoderOf(options.encoding ?? 'utf-8');
  const setting: SampleSetting = {
    seed: options.seed,
    rows: options.rows,
    institutionCode: options.institutionCode ?? '1268650500',
    today: dayOf(options.today),
  };
  let text = options.encoding === 'utf-8-bom' ? '\uFEFF' : '';
  text += csvRow(layout.columns.map(({ key, name }) => (canEncode(encode, name) ? name : key)));
  for (let index = 0; index < options.rows; index += 1) {
    const cells =
      options.kind === 'general'
        ? sampleGeneralRow(setting, index)
        : sampleSpecialRow(setting, index, options.hazard);
    const mistake = placed.get(index);
    if (mistake !== undefined) spoil(layout, cells, mistake);
    text += csvRow(cells);
    if (text.length < chunkLength) continue;
    yield encode(text);
    text = '';
  }
  if (text !== '') yield encode(text);
}

/** Big5 lacks a character of 血清丙胺酸轉胺酶; its key is understood as well. */
function canEncode(encode: (text: string) => Buffer, name: string): boolean {
  try {
    return encode(name).length > 0;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Each kind of mistake in turn, by the index of its row. */
function placeMistakes(kind: ExamKind, rows: number, errors: number): ReadonlyMap<number, SampleMistake> {
  const mistakes = sampleMistakesOf(kind);
  const placed = new Map<number, SampleMistake>();
  for (let i = 0; i < errors; i += 1) {
    const mistake = mistakes[i % mistakes.length];
    if (mistake === undefined) throw new TypeError('Every kind of exam has mistakes.');
    placed.set(Math.floor(((i + 0.5) * rows) / errors), mistake);
  }
  return placed;
}

function spoil(layout: Layout, cells: string[], { key, code, spoil }: SampleMistake): void {
  const at = (wanted: string) => layout.columns.findIndex((column) => column.key === wanted);
  // Only an exam that is not normal needs a note.
  if (code === 'RPT_NOTE_REQUIRED') cells[at('conclusion')] = '2';
  cells[at(key)] = spoil(cells[at(key)] ?? '');
}
