const MINUTE = 60_000;

/** Keys older than this are loaded again in the background. */
export const REFRESH_AHEAD_MS = 8 * MINUTE;
/** Keys older than this are used only after a load was tried: a key that was taken away is refused by then. */
export const REFRESH_AFTER_MS = 10 * MINUTE;
/** While loads fail, keys are served up to this age. */
export const MAX_STALE_MS = 24 * 60 * MINUTE;
