import { dayOf, isoDate } from '../../rules/calendar.js';

/**
 * The date that a serial number stands for, by integer arithmetic (ECMA-376 part 1, 18.17.4.1): days since 1899-12-30
 * from 1 March 1900 on (Excel counts a 29 February 1900 that never was), or since 1904-01-01.
 *
 * @returns `yyyy-mm-dd`, with ` hh:mm:ss` where the number has a time; undefined where there is no such date
 */
export function dateOfSerial(serial: number, dates: '1900' | '1904'): string | undefined {
  const seconds = Math.round(serial * 86_400);
  const whole = Math.floor(seconds / 86_400);
  if (!Number.isFinite(serial) || whole < 0 || whole > 2_958_465) return undefined;
  const day = dates === '1904' ? epoch1904 + whole : dayOf1900(whole);
  if (day === undefined) return undefined;
  const time = seconds - whole * 86_400;
  return time === 0 ? isoDate(day) : `${isoDate(day)} ${clock(time)}`;
}

const epoch1900 = dayOf('1899-12-30');
const epoch1904 = dayOf('1904-01-01');

function dayOf1900(whole: number): number | undefined {
  if (whole === 60 || whole === 0) return undefined;
  return whole < 60 ? epoch1900 + whole + 1 : epoch1900 + whole;
}

function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
