/** One look for every PDF of the gateway. Lengths are PDF points (1/72 inch). */
export const pageStyle = {
  margins: { top: 40, bottom: 60, left: 60, right: 60 },
  size: { title: 20, heading: 13, body: 10, small: 8.5 },
  colour: {
    text: '#1d2b2a',
    quiet: '#4a5b59',
    line: '#b9c4c2',
    accent: '#0b5c56',
    rule: '#4a5b59',
    shade: '#eef3f2',
  },
  /** Of a table of facts: the column of labels. */
  labelWidth: 118,
} as const;
