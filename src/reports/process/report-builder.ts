import type { ErrorReport, Finding, FindingGroup } from './types.js';

interface OpenGroup {
  readonly first: Finding;
  count: number;
  ranges: [number, number][];
  countInRanges: number;
}

const mostRanges = 100;

/** Gathers findings into a report: counts are exact, details and ranges capped, so that its size is bounded. */
export class ReportBuilder {
  readonly #limit: number;
  readonly #groups = new Map<string, OpenGroup>();
  readonly #details: Finding[] = [];
  #errors = 0;
  #warnings = 0;
  rowsWithErrors = 0;
  rowsWithWarningsOnly = 0;

  /** @param details how many findings are kept with their cells */
  constructor(details: number) {
    this.#limit = details;
  }

  /** Takes findings in the order of the rows. */
  add(finding: Finding): void {
    if (finding.severity === 'error') this.#errors += 1;
    else this.#warnings += 1;
    if (this.#details.length < this.#limit) this.#details.push(finding);
    const name = `${finding.code} ${finding.column?.key ?? ''}`;
    const group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, openGroup(finding));
    else extendGroup(group, finding.row);
  }

  /**
   * @param order place of each column in the file, for the order of the groups
   */
  finish(order: ReadonlyMap<string, number>): ErrorReport {
    const place = ({ column }: FindingGroup) =>
      column === null ? -1 : (order.get(column.key) ?? order.size);
    const severity = (group: FindingGroup) => (group.severity === 'error' ? 0 : 1);
    const groups = [...this.#groups.values()]
      .map(closeGroup)
      .sort((a, b) => severity(a) - severity(b) || place(a) - place(b) || a.code.localeCompare(b.code, 'en'));
    return {
      errors: this.#errors,
      warnings: this.#warnings,
      rowsWithErrors: this.rowsWithErrors,
      rowsWithWarningsOnly: this.rowsWithWarningsOnly,
      groups,
      details: this.#details,
      detailsLeftOut: this.#errors + this.#warnings - this.#details.length,
    };
  }
}

function openGroup(first: Finding): OpenGroup {
  return { first, count: 1, ranges: [[first.row, first.row]], countInRanges: 1 };
}

function extendGroup(group: OpenGroup, row: number): void {
  group.count += 1;
  const last = group.ranges.at(-1);
  if (last !== undefined && group.countInRanges === group.count - 1 && row - last[1] <= 1) last[1] = row;
  else if (group.ranges.length < mostRanges && group.countInRanges === group.count - 1)
    group.ranges.push([row, row]);
  else return;
  group.countInRanges += 1;
}

function closeGroup({ first, count, ranges, countInRanges }: OpenGroup): FindingGroup {
  const { code, severity, column, params } = first;
  return { code, severity, column, count, ranges, countBeyondRanges: count - countInRanges, params };
}
