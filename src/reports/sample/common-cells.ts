import { isoDate } from '../rules/calendar.js';
import type { ExamTiming } from '../schema/column.js';
import type { Draw } from './draw.js';
import { sampleEmployer, sampleWorker } from './people.js';
import { departments, jobs, physicians } from './word-lists.js';

export interface SampleSetting {
  readonly seed: number;
  /** Rows in the file; one employer stands for about fifty. */
  readonly rows: number;
  readonly institutionCode: string;
  /** Day number of the day on which the file is made; exams took place in the sixty days before. */
  readonly today: number;
}

/** The cells that every kind of exam begins with, and what the others go by. */
export interface CommonCells {
  readonly cells: readonly string[];
  readonly sex: 'M' | 'F';
  readonly timing: ExamTiming;
  /** Day number. */
  readonly examDay: number;
}

/** Who was examined, where, when and by whom. */
export function sampleCommonCells(setting: SampleSetting, draw: Draw, index: number): CommonCells {
  const worker = sampleWorker(draw, setting.seed, index);
  const employer = sampleEmployer(draw.whole(0, Math.floor(setting.rows / 50)));
  const physician = draw.whole(0, physicians.length - 1);
  const examDay = setting.today - draw.whole(1, 60);
  const birthDay = examDay - draw.whole(7_000, 23_500);
  const timing = draw.pick(timings);
  const hireDay = timing === '1' ? examDay + draw.whole(0, 20) : examDay - draw.whole(60, 1_500);
  const cells = [
    setting.institutionCode,
    employer.ubn,
    employer.name,
    draw.fraction() < 0.7 ? String(draw.whole(10_000_000, 99_999_999)) : '',
    worker.id,
    worker.name,
    worker.sex,
    isoDate(birthDay),
    isoDate(hireDay),
    isoDate(examDay),
    timing,
    draw.pick(departments),
    draw.pick(jobs),
    physicians[physician] ?? '',
    `醫字第0${12_345 + physician}號`,
  ];
  return { cells, sex: worker.sex, timing, examDay };
}

const timings = ['2', '2', '2', '2', '2', '2', '1', '1', '3', '2'] as const;
