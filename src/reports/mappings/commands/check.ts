import { open, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Clock, taipeiDate } from '../../../clock.js';
import type { CommandIo } from '../../../commands.js';
import { type Translate, translate } from '../../../locales/index.js';
import { processFile } from '../../process/process-file.js';
import type { Outcome } from '../../process/types.js';
import { ruleSentence } from '../../rules/sentence.js';
import { faultSentence } from '../mapping-fault.js';
import { type ReadMapping, readMapping } from '../read-mapping.js';

/**
 * `jianbao mapping check FILE [--sample CSV]`: says each fault of a mapping by its line; with a sample, how its columns
 * are read and what is found in it. The sample goes nowhere.
 *
 * @returns 0 when the mapping is right (and the sample can be read), 1 when not, 2 for a call that is none
 */
export async function run(args: readonly string[], io: CommandIo, clock: Clock): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { sample: { type: 'string' } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    io.stderr.write('Usage: jianbao mapping check FILE [--sample CSV]\n');
    return 2;
  }
  const read = readMapping(await readFile(file, 'utf8'));
  if ('faults' in read) {
    for (const fault of read.faults) io.stdout.write(`${file}:${fault.line}: ${faultSentence(t, fault)}\n`);
    return 1;
  }
  const { columns, leftOut } = read.mapping;
  io.stdout.write(
    `The mapping is right: ${columns.length} columns of ${read.kind} exams, ${leftOut.length} left out.\n`,
  );
  return values.sample === undefined ? 0 : checkSample(read, values.sample, io, taipeiDate(clock()));
}

const t: Translate = (key, params) => translate('en', key, params);

async function checkSample(
  { kind, mapping }: Exclude<ReadMapping, { readonly faults: unknown }>,
  sample: string,
  io: CommandIo,
  today: string,
): Promise<number> {
  const outcome = await processFile({
    kind,
    mapping,
    today,
    // Whose file it is makes no difference here.
    institutionCode: '',
    open: () => readRange(sample, 0, Number.POSITIVE_INFINITY),
    readRange: (start, end) => readRange(sample, start, end),
    onChunk: async () => undefined,
  });
  for (const line of describe(outcome)) io.stdout.write(`${line}\n`);
  return outcome.stop === null ? 0 : 1;
}

function describe({ header, stop, rows, report }: Outcome): readonly string[] {
  const columns = (header?.columns ?? []).map(({ letter, name, key }) => `${letter ?? ''}\t${name}\t${key}`);
  if (stop !== null) return [...columns, `${stop.code}: ${ruleSentence('en', stop)}`];
  const groups = report.groups.filter(({ code }) => code !== 'RPT_INSTITUTION_OTHER');
  return [
    ...columns,
    `${rows} rows read.`,
    ...groups.map((group) => {
      const column = group.column === null ? '' : ` ${group.column.name}`;
      return `${group.count} × ${group.code}${column}: ${ruleSentence('en', group)}`;
    }),
  ];
}

async function* readRange(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    const stream = handle.createReadStream({
      start,
      ...(Number.isFinite(end) ? { end: end - 1 } : {}),
      highWaterMark: 262_144,
    });
    for await (const chunk of stream) yield chunk;
  } finally {
    await handle.close();
  }
}
