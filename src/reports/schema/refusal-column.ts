/**
 * The column that refused rows come back with. A file may have it: what stands in it is not read, so that a file of
 * refused rows can be mended and uploaded as it is.
 */
export const refusalColumn = { key: 'refusal_reason', name: '退回原因' } as const;
