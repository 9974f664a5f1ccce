/** Tells the present moment. */
export type Clock = () => Date;

/** Gives `size` random bytes. */
export type RandomBytes = (size: number) => Buffer;

/** The clock of this machine. */
export const systemClock: Clock = () => new Date();
