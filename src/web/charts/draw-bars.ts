/** Bars of one chart: what stands side by side, or one on the other, at each place, in the order of the series. */
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

/** What stands at one place of a chart: a label and one value for each series. A value of null has no bar. */
export interface ChartPlace {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** Lays out a bar chart with the bars of a place side by side. Pure; lengths are in the units of the picture. */
export function drawBars(places: readonly ChartPlace[]): BarChart {
  const highest = Math.max(1, ...places.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return layOut(places, highest, ({ values }, slot, scale) => {
    const broad = Math.min((scale.slotWidth * 0.7) / values.length, broadest);
    return values.flatMap((value, index) => {
      if (value === null) return [];
      const x = slot + broad * (index - values.length / 2);
      return [{ x, width: broad, value, series: index + 1, ...span(scale, 0, value) }];
    });
  });
}

/** The same with the bars of a place one on the other: the whole is the sum. */
export function stackBars(places: readonly ChartPlace[]): BarChart {
  const sums = places.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  return layOut(places, Math.max(1, ...sums), ({ values }, slot, scale) => {
    const broad = Math.min(scale.slotWidth * 0.7, broadest);
    let below = 0;
    return values.flatMap((value, index) => {
      if (value === null || value === 0) return [];
      const from = below;
      below += value;
      return [{ x: slot - broad / 2, width: broad, value, series: index + 1, ...span(scale, from, below) }];
    });
  });
}

interface Scale {
  readonly slotWidth: number;
  readonly y: (value: number) => number;
}

function layOut(
  places: readonly ChartPlace[],
  highest: number,
  barsAt: (place: ChartPlace, middle: number, scale: Scale) => readonly Bar[],
): BarChart {
  const step = roundStep(highest / 4);
  const top = Math.ceil(highest / step) * step;
  const left = Math.max(narrowest, margin + String(round(top)).length * digit);
  const slotWidth = (width - left) / Math.max(1, places.length);
  const scale: Scale = { slotWidth, y: (value) => round(margin + (plot * (top - value)) / top) };
  const middleOf = (place: number) => left + slotWidth * (place + 0.5);
  return {
    width,
    height: margin + plot + foot,
    left,
    lines: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => {
      const value = round(index * step);
      return { value, y: scale.y(value) };
    }),
    labels: places.map(({ label }, place) => ({
      text: label,
      x: round(middleOf(place)),
      y: margin + plot + 20,
    })),
    bars: places
      .flatMap((place, index) => barsAt(place, middleOf(index), scale))
      .map((bar) => ({ ...bar, x: round(bar.x), width: round(bar.width) })),
  };
}

/** Where a bar from one value up to another stands. */
function span({ y }: Scale, from: number, to: number): Pick<Bar, 'y' | 'height'> {
  return { y: y(to), height: round(y(from) - y(to)) };
}

const width = 720;
const plot = 200;
const margin = 12;
const foot = 32;
const narrowest = 40;
const digit = 8;
const broadest = 44;

/** 1, 2 or 5 times a power of ten, at least 1. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
