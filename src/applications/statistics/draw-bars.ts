/** Bars of one chart: what stands side by side at each place, in the order of the series. */
export interface BarChart {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly Bar[];
  /** What stands below each place. */
  readonly labels: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  /** Lines at round values. */
  readonly lines: readonly { readonly y: number; readonly value: number }[];
  readonly left: number;
}

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly value: number;
  /** Which of the series, from 1. */
  readonly series: number;
}

/**
 * Lays out a bar chart. Pure; lengths are in the units of the picture. A value of null has no bar.
 *
 * @param places label and one value for each series
 */
export function drawBars(
  places: readonly { readonly label: string; readonly values: readonly (number | null)[] }[],
): BarChart {
  const highest = Math.max(1, ...places.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const step = roundStep(highest / 4);
  const top = Math.ceil(highest / step) * step;
  const slot = (width - left) / Math.max(1, places.length);
  const y = (value: number) => round(margin + (plot * (top - value)) / top);
  return {
    width,
    height: margin + plot + foot,
    left,
    lines: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => {
      const value = round(index * step);
      return { value, y: y(value) };
    }),
    labels: places.map(({ label }, place) => ({
      text: label,
      x: round(left + slot * (place + 0.5)),
      y: margin + plot + 20,
    })),
    bars: places.flatMap(({ values }, place) => {
      const broad = Math.min((slot * 0.7) / values.length, broadest);
      return values.flatMap((value, index) => {
        if (value === null) return [];
        const x = round(left + slot * (place + 0.5) + broad * (index - values.length / 2));
        return [
          {
            x,
            y: y(value),
            width: round(broad),
            height: round(margin + plot - y(value)),
            value,
            series: index + 1,
          },
        ];
      });
    }),
  };
}

const width = 720;
const plot = 200;
const margin = 12;
const foot = 32;
const left = 40;
const broadest = 44;

/** 1, 2 or 5 times a power of ten, at least 1. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
