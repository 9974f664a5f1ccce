import type { FileProgress } from '../process/types.js';
import { noteProgress } from '../submissions/store.js';
import type { JudgeTask } from './judgement.js';
import { RunSuperseded } from './stage-records.js';
import type { ThreadServices } from './thread-services.js';

export interface ProgressReport {
  note(progress: FileProgress): void;
  /** @throws RunSuperseded when the last note found the submission gone to somebody else */
  check(): void;
  /** Resolves when nothing more will be written. */
  finish(): Promise<void>;
}

/** Writes down how far the run has come, twice a second at the most, without keeping the run waiting. */
export function reportProgress(
  { db, clock }: Pick<ThreadServices, 'db' | 'clock'>,
  { submissionId, run }: Pick<JudgeTask, 'submissionId' | 'run'>,
): ProgressReport {
  let next = clock().getTime() + millisecondsBetween;
  let writing: Promise<void> = Promise.resolve();
  let superseded = false;

  return {
    note(progress) {
      const now = clock().getTime();
      if (now < next) return;
      next = now + millisecondsBetween;
      writing = writing
        .then(async () => {
          superseded ||= !(await noteProgress(db, submissionId, run, progress));
        })
        // A note that could not be written is no reason to stop; writing rows will tell.
        .catch(() => undefined);
    },
    check() {
      if (superseded) throw new RunSuperseded(submissionId);
    },
    finish: () => writing,
  };
}

const millisecondsBetween = 500;
