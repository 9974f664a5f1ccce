import type { FindingParams } from '../process/types.js';
import type { StopCode } from '../rules/table.js';

/** Thrown by the steps that read a file when it must be refused as a whole; `processFile` answers with it. */
export class FileStopped extends Error {
  readonly code: StopCode;
  readonly params: FindingParams;

  constructor(code: StopCode, params: FindingParams = {}) {
    super(code);
    this.name = 'FileStopped';
    this.code = code;
    this.params = params;
  }
}
