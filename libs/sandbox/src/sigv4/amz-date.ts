const AMZ_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Milliseconds since the epoch of a time such as `20260131T235959Z`; `undefined` if it is not one. */
export function parseAmzDate(text: string): number | undefined {
  if (!AMZ_DATE.test(text)) return undefined;
  const time = Date.parse(text.replace(AMZ_DATE, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(time) ? undefined : time;
}

/** Such as `20260131T235959Z`. */
export const formatAmzDate = (time: number): string =>
  new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
