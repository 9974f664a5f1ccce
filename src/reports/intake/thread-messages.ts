import type { DatabaseSettings } from '../../database/index.js';
import type { KeyMaterial } from '../../keys/index.js';
import type { TaskName, TaskOf } from './tasks.js';

/** What a thread is started with. */
export interface ThreadSettings {
  readonly database: DatabaseSettings;
}

/** To the thread: a task, or the wish that it stop the one it has. The keys come with each task, since they change. */
export type ToThread =
  | {
      readonly name: TaskName;
      readonly task: TaskOf<TaskName>;
      readonly documentDirectory: string;
      readonly keys: KeyMaterial;
    }
  | 'stop';

/** From the thread: what came of the task. An error travels as its name and message. */
export type FromThread =
  | { readonly done: unknown }
  | { readonly failed: { readonly name: string; readonly message: string; readonly stack: string } };
