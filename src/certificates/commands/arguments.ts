import type { Clock } from '../../clock.js';
import { problemSentence } from '../../locales/index.js';
import type { Problem } from '../../problems/index.js';
import { shortestInteger } from '../der-values.js';

/** @throws TypeError with a sentence for the caller when the option is absent */
export function needed<Value>(value: Value | undefined, option: string): Value {
  if (value === undefined || value === '') throw new TypeError(`${option} is missing.`);
  return value;
}

/** The moment of `--at`, or now. @throws TypeError with a sentence for the caller */
export function readMoment(text: string | undefined, clock: Clock): Date {
  if (text === undefined) return clock();
  const moment = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(moment.getTime())) return moment;
  throw new TypeError(`--at is "${text}". Write a date or a moment such as 2026-11-22T08:00:00Z.`);
}

/** Whole seconds of an option, in milliseconds. @throws TypeError with a sentence for the caller */
export function readSeconds(text: string, option: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  throw new TypeError(`${option} is "${text}". Write whole seconds.`);
}

/** Bytes in hexadecimal; colons and a leading 0x are passed over. @throws TypeError with a sentence for the caller */
export function readHex(text: string, option: string): Buffer {
  const digits = text.replace(/^0x/i, '').replaceAll(':', '');
  if (/^(?:[0-9a-f]{2}){1,64}$/i.test(digits)) return Buffer.from(digits, 'hex');
  if (/^[0-9a-f]{1,127}$/i.test(digits)) return Buffer.from(`0${digits}`, 'hex');
  throw new TypeError(`${option} is "${text}". Write hexadecimal digits.`);
}

/** A serial number as `Certificate.serial` has it. @throws TypeError with a sentence for the caller */
export function readSerial(text: string, option: string): Buffer {
  return shortestInteger(Buffer.concat([Buffer.of(0), readHex(text, option)]));
}

/** One line of JSON. */
export function writeLine(answer: object): string {
  return `${JSON.stringify(answer)}\n`;
}

/** The refusal for a person at the console: code, both sentences, cause. */
export function describeProblem(problem: Problem): string {
  const cause = problem.detail === undefined ? '' : `(${problem.detail})\n`;
  return `${problem.code}\n${problemSentence('zh-Hant', problem)}\n${problemSentence('en', problem)}\n${cause}`;
}
