import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { languages } from '../../../src/locales/index.js';
import { loadReport } from '../../../src/reports/findings/load-report.js';
import { ruleSentence } from '../../../src/reports/rules/sentence.js';
import { ruleTable } from '../../../src/reports/rules/table.js';
import { stopSentence } from '../../../src/reports/submissions/stop-sentence.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { honestBomb, lyingBomb } from '../../fixtures/bad/bombs.mjs';
import { opener } from '../../support/databases.js';
import { openReportGround, type ReportGround, start } from '../support/report-ground.js';

/** What is said of one thing, and where: `3F` is a cell, `3` a row, nothing the file as a whole. */
interface Said {
  readonly place?: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

interface BadFile {
  readonly file: string;
  readonly state: Submission['state'];
  readonly said: readonly Said[];
}

const folder = new URL('../../fixtures/bad/', import.meta.url);
const table: readonly BadFile[] = JSON.parse(readFileSync(new URL('bad-files.json', folder), 'utf8'));

/** Too large to be kept. */
const made: Readonly<Record<string, () => Buffer>> = {
  'bomb.xlsx': () => honestBomb('xl/worksheets/sheet1.xml'),
  'bomb.zip': () => honestBomb('health.csv'),
  'lying-bomb.xlsx': lyingBomb,
};

const mostMilliseconds = 10_000;
const mostBytes = 256 * 1024 * 1024;

describe('a bad file', () => {
  const open = opener('sqlite');
  let ground: ReportGround;
  let gateway: ChildProcess;

  beforeAll(async () => {
    ground = await openReportGround(await open());
    const settings = { ...ground.process, aheadMilliseconds: start.getTime() - Date.now() };
    const program = fileURLToPath(new URL('../../faults/support/run-jobs.mjs', import.meta.url));
    gateway = fork(program, [JSON.stringify(settings)]);
    await once(gateway, 'message');
  });
  afterAll(() => void gateway.kill('SIGKILL'));

  it('is in the table, and the table names no other', () => {
    const kept = readdirSync(folder).filter((name) => !/\.m(js|ts)$/.test(name) && name !== 'bad-files.json');
    expect(table.map(({ file }) => file).sort()).toEqual([...kept, ...Object.keys(made)].sort());
  });

  it.each(table.map((entry) => [entry.file, entry] as const))(
    '%s is told what is wrong, within 256 MB and 10 seconds',
    async (file, expected) => {
      forgetPeak(gateway);
      const bytes = made[file]?.() ?? readFileSync(new URL(file, folder));
      const began = performance.now();
      const { number } = await ground.send(bytes, { name: file });
      const submission = await untilJudged(number);
      expect(performance.now() - began).toBeLessThan(mostMilliseconds);
      expect(await describeOutcome(submission)).toEqual(expected);
      expect(peakOf(gateway)).toBeLessThan(mostBytes);
    },
    mostMilliseconds + 5_000,
  );

  async function untilJudged(number: string): Promise<Submission> {
    for (;;) {
      const submission = await ground.read(number);
      if (submission.judgedAt !== null) return submission;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async function describeOutcome(submission: Submission): Promise<BadFile> {
    const { file, state, stop, id } = submission;
    const kept = await loadReport(ground.services, id);
    const found = kept?.report.details ?? [];
    const said = [
      ...(stop === null
        ? []
        : [{ code: stop.code, ...inLanguages((language) => stopSentence(language, stop)) }]),
      ...found.map((finding) => ({
        place: `${finding.row}${finding.column?.letter ?? ''}`,
        code: finding.code,
        ...inLanguages((language) => ruleSentence(language, finding)),
      })),
    ];
    return { file: file.name, state, said };
  }
});

describe('the table of bad files', () => {
  it('names codes of the table of rules', () => {
    const codes = table.flatMap(({ said }) => said.map(({ code }) => code));
    expect(codes.filter((code) => !(code in ruleTable))).toEqual([]);
  });
});

function inLanguages(sentence: (language: (typeof languages)[number]) => string): Pick<Said, 'zh' | 'en'> {
  return { zh: sentence('zh-Hant'), en: sentence('en') };
}

/** proc(5): 5 resets the peak of resident memory. */
function forgetPeak({ pid }: ChildProcess): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most memory that was resident since, in bytes. */
function peakOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
