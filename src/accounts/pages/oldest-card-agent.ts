/** The oldest version of the card agent that this gateway's pages work with; older ones are asked to be replaced. */
export const oldestCardAgent = '1.0.0';
