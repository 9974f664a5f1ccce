import { tryFile } from '../dry-runs/try-file.js';
import { discard } from './discard.js';
import { judgeFile } from './judge-file.js';
import { recheck } from './recheck.js';

/** What a worker thread does, by name. */
export const tasks = { judge: judgeFile, recheck, discard, try: tryFile } as const;

export type TaskName = keyof typeof tasks;
export type TaskOf<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[1];
export type ResultOf<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;
