/** What a submission is for: to report, or to correct or withdraw what was reported. */
export const purposes = ['report', 'correction', 'withdrawal'] as const;

export type Purpose = (typeof purposes)[number];
