/**
 * Charts drawn on the server, without script. A view shows one by `{{ chartOf(chart, { id, title, description, names }) }}` of
 * `web/charts/chart.njk`; the table with the same numbers stands beside it. Series differ by pattern as well as by colour.
 */
export { type BarChart, type ChartPlace, drawBars, stackBars } from './draw-bars.js';
