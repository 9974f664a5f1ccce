import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { type Clock, taipeiDate } from '../../clock.js';
import type { Encoding } from '../process/types.js';
import { hazardOperation } from '../schema/hazard-operations.js';
import { examKinds, isExamKind } from '../schema/kinds.js';
import { dustHazard, generateDustArchive } from './dust-archive.js';
import { generateSample, type Sample, type SampleOptions } from './generate.js';

export interface SampleIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly clock: Clock;
}

/**
 * `jianbao sample`: writes a file of made-up exams to a file or the standard output.
 *
 * @returns the exit code: 0 written, 2 when the arguments are not understood (explained on `stderr`)
 */
export async function run(args: readonly string[], io: SampleIo): Promise<number> {
  const wish = readArguments(args, io.clock);
  if (typeof wish === 'string') {
    io.stderr.write(`${wish}\n\n${usage}`);
    return 2;
  }
  const { source, mistakes } = wish.zip ? zipOf(wish.options) : tableOf(wish.options);
  await write(source, wish.out, io.stdout);
  for (const { row, key, code } of mistakes) io.stderr.write(`row ${row}\t${key}\t${code}\n`);
  return 0;
}

const usage = `jianbao sample --kind general|special --rows N [--hazard 01…35] [--seed S] [--errors K]
               [--encoding utf-8|utf-8-bom|big5] [--institution CODE] [--date yyyy-mm-dd] [--zip] [--out FILE]

Writes a CSV file of made-up exams; with --zip and --hazard 23, a ZIP file with the images that dust work needs. The same seed and date give the same file. With --errors, the rows
that were spoilt and the code each must be answered with are listed on the standard error output.
`;

interface Wish {
  readonly options: SampleOptions;
  /** With the images of dust work. */
  readonly zip: boolean;
  readonly out: string | undefined;
}

/** What is asked for, or a sentence that says what is missing. */
function readArguments(args: readonly string[], clock: Clock): Wish | string {
  const values = parse(args);
  if (typeof values === 'string') return values;
  const kind = values.kind ?? 'general';
  const rows = wholeNumber(values.rows ?? '');
  const seed = wholeNumber(values.seed ?? '1');
  const errors = wholeNumber(values.errors ?? '0');
  const encoding = encodings.find((name) => name === (values.encoding ?? 'utf-8'));
  const institutionCode = values.institution ?? '1268650500';
  const today = values.date ?? taipeiDate(clock());
  if (!isExamKind(kind)) return `--kind is one of ${examKinds.join(', ')}, not "${kind}".`;
  const { hazard } = values;
  if (hazard !== undefined && (kind !== 'special' || hazardOperation(hazard) === undefined)) {
    return '--hazard needs --kind special and the two digits of a hazard operation, 01 to 35.';
  }
  if (rows === undefined || rows > 10_000_000) return '--rows needs a whole number up to 10000000.';
  if (seed === undefined) return '--seed needs a whole number.';
  if (errors === undefined || errors > rows) return '--errors needs a whole number, no greater than --rows.';
  if (encoding === undefined) return `--encoding is one of ${encodings.join(', ')}.`;
  if (!/^\d{10}$/.test(institutionCode)) return '--institution needs the ten digits of an institution code.';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || Number.isNaN(Date.parse(today)))
    return '--date needs yyyy-mm-dd.';
  const zip = values.zip ?? false;
  if (zip && (hazard !== dustHazard || rows > 5_000)) {
    return `--zip needs --kind special --hazard ${dustHazard}, and no more than 5000 rows.`;
  }
  const given = { kind, rows, seed, errors, encoding, institutionCode, today };
  return { options: { ...given, ...(hazard !== undefined && { hazard }) }, zip, out: values.out };
}

const encodings: readonly Encoding[] = ['utf-8', 'utf-8-bom', 'big5'];

const options = {
  kind: { type: 'string' },
  hazard: { type: 'string' },
  rows: { type: 'string' },
  seed: { type: 'string' },
  errors: { type: 'string' },
  encoding: { type: 'string' },
  institution: { type: 'string' },
  date: { type: 'string' },
  zip: { type: 'boolean' },
  out: { type: 'string' },
} as const;

type Values = Partial<Record<Exclude<keyof typeof options, 'zip'>, string>> & { readonly zip?: boolean };

function parse(args: readonly string[]): Values | string {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

interface SampleSource extends Pick<Sample, 'mistakes'> {
  readonly source: Readable;
}

function tableOf(options: SampleOptions): SampleSource {
  const { chunks, mistakes } = generateSample(options);
  return { source: Readable.from(chunks), mistakes };
}

function zipOf(options: SampleOptions): SampleSource {
  const { stream, mistakes } = generateDustArchive(options);
  return { source: stream, mistakes };
}

async function write(source: Readable, file: string | undefined, stdout: Writable): Promise<void> {
  if (file === undefined) return pipeline(source, stdout, { end: false });
  return pipeline(source, createWriteStream(file));
}
