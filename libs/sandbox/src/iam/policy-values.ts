const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since the epoch of an ISO 8601 date with time zone, a plain date, or epoch seconds. */
export function policyDate(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const time = ISO_8601.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** A decimal number as policies and condition keys spell it. */
export function policyNumber(text: string): number | undefined {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
