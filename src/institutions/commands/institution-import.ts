import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Clock } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import type { Database } from '../../database/index.js';
import { problemSentence } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import { importInstitutions, previewImport } from '../import/import-institutions.js';
import type { ImportPlan } from '../import/plan.js';

const usage = 'jianbao institution import FILE [--preview] [--json]\n';

/**
 * `jianbao institution import FILE`: brings the institutions' master data up to the open-data file. `--preview` only
 * tells what would change. Exit code 0, 1 when the file needs mending, 2 for a call that cannot be understood.
 */
export async function run(
  args: string[],
  io: CommandIo,
  { openDatabase, clock }: { openDatabase: () => Promise<Database>; clock: Clock },
): Promise<number> {
  const call = readCall(args);
  if (call === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  const bytes = await readFile(call.file);
  const db = await openDatabase();
  try {
    const plan = call.preview
      ? await previewImport(db, bytes)
      : await importInstitutions(db, bytes, { at: clock(), actor: null, address: null, reference: null });
    io.stdout.write(call.json ? `${JSON.stringify(summary(plan))}\n` : describe(plan));
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    for (const line of explain(error)) io.stderr.write(`${line}\n`);
    return 1;
  } finally {
    await db.destroy();
  }
}

interface Call {
  readonly file: string;
  readonly preview: boolean;
  readonly json: boolean;
}

function readCall(args: string[]): Call | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { preview: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) return undefined;
    return { file, preview: values.preview ?? false, json: values.json ?? false };
  } catch {
    return undefined;
  }
}

function summary({ added, changed, unchanged, missing }: ImportPlan) {
  return {
    added: added.map(({ code }) => code),
    changed: changed.map(({ after, fields }) => ({ code: after.code, fields })),
    unchanged,
    missing,
  };
}

function describe(plan: ImportPlan): string {
  const { added, changed, unchanged, missing } = summary(plan);
  return [
    ...added.map((code) => `+ ${code}`),
    ...changed.map(({ code, fields }) => `~ ${code} ${fields.join(', ')}`),
    ...missing.map((code) => `? ${code} is not in the file; it is kept`),
    `${added.length} added, ${changed.length} changed, ${unchanged} unchanged, ${missing.length} not in the file`,
    '',
  ].join('\n');
}

function explain(problem: Problem): string[] {
  const rows = problem.fields.map((fault) => `${fault.field}: ${problemSentence('en', fault)}`);
  return [problemSentence('en', problem), ...rows];
}
