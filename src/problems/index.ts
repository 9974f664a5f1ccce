export type { ErrorEntry } from './entry.js';
export { type FieldProblem, Problem, type ProblemOptions, type ProblemParams } from './problem.js';
export { type ErrorCode, errorCodes, errorTable } from './table.js';
