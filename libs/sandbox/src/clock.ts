/** The current time in milliseconds since the epoch. Everything in the sandbox that expires asks this. */
export type Clock = () => number;

export const epochSeconds = (clock: Clock): number => Math.floor(clock() / 1000);
