import { toStoredTime } from '../../clock.js';

/** Months in Taiwan, `yyyy-mm`, one after the other. */
export type Months = readonly string[];

/** The twelve months of a year, or the last twelve up to a day's own. @param today `yyyy-mm-dd` in Taiwan */
export function monthsOf(period: 'last' | number, today: string): Months {
  const [year = 0, month = 0] = today.split('-').map(Number);
  const first = period === 'last' ? year * 12 + month - 12 : period * 12;
  return Array.from({ length: 12 }, (_, index) => monthText(first + index));
}

/** From when to before when the months last, as times are stored. */
export function boundsOf(months: Months): { readonly from: string; readonly before: string } {
  const [first = ''] = months;
  const [year = 0, month = 0] = (months.at(-1) ?? '').split('-').map(Number);
  return { from: beginning(first), before: beginning(monthText(year * 12 + month)) };
}

/** @param count months since the year 0, January being 0 */
function monthText(count: number): string {
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

function beginning(month: string): string {
  return toStoredTime(new Date(`${month}-01T00:00:00+08:00`));
}
