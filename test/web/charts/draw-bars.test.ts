import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBars, stackBars } from '../../../src/web/charts/index.js';

describe('a chart', () => {
  it('has bars as high as their values, within the picture', () => {
    const places = fc.array(
      fc.record({
        label: fc.constant('x'),
        values: fc.array(fc.option(fc.nat(1_000_000)), { minLength: 1, maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(places, (drawn) => {
        const { bars, lines, width, height, left } = drawBars(drawn);
        const zero = lines[0];
        const top = lines.at(-1);
        expect(lines.length).toBeLessThanOrEqual(7);
        expect(bars).toHaveLength(
          drawn.flatMap(({ values }) => values.filter((value) => value !== null)).length,
        );
        for (const bar of bars) {
          expect(bar.x >= left && bar.x + bar.width <= width).toBe(true);
          expect(bar.y >= 0 && bar.y + bar.height <= height).toBe(true);
          expect(bar.y + bar.height).toBeCloseTo(zero?.y ?? 0, 1);
          expect(bar.value).toBeLessThanOrEqual(top?.value ?? 0);
        }
      }),
    );
  });

  it('stacks what belongs together, without gaps and up to the sum', () => {
    const values = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 36 }), (all) => {
        const { bars, lines, left, width } = stackBars(all.map((one) => ({ label: 'x', values: one })));
        const foot = lines[0]?.y ?? 0;
        const xs = [...new Set(bars.map(({ x }) => x))];
        for (const x of xs) {
          const stack = bars.filter((bar) => bar.x === x);
          let below = foot;
          for (const bar of stack) {
            expect(bar.y + bar.height).toBeCloseTo(below, 1);
            below = bar.y;
          }
          expect(x >= left && x + (stack[0]?.width ?? 0) <= width + 0.01).toBe(true);
        }
        expect(bars).toHaveLength(all.flat().filter((value) => value > 0).length);
        const highest = Math.max(...all.map((one) => one.reduce((sum, value) => sum + value, 0)));
        expect(highest).toBeLessThanOrEqual(Math.max(1, lines.at(-1)?.value ?? 0));
      }),
    );
  });

  it('leaves room for long numbers at its side', () => {
    expect(drawBars([{ label: 'x', values: [9] }]).left).toBe(40);
    expect(drawBars([{ label: 'x', values: [4_000_000] }]).left).toBe(68);
  });
});
