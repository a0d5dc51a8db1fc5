// Write numbers and times as people read them.

const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, "0");

/** Return `hh:mm:ss`, rounded down, with tenths of a second if asked for. */
export function clock(seconds: number, tenths = false): string {
  if (!Number.isFinite(seconds)) return "--:--:--";
  // A time such as 3.0000 s may be stored a hair below its second.
  const time = Math.max(0, seconds) + 1e-6;
  const whole = Math.floor(time);
  const parts = [whole / 3600, (whole / 60) % 60, whole % 60].map(twoDigits);
  return parts.join(":") + (tenths ? `.${Math.floor((time - whole) * 10)}` : "");
}

/** Return a stretch of time. */
export const timeSpan = (start: number, end: number): string => `${clock(start)}–${clock(end)}`;

/** Return a number without needless zeros, or a dash where there is none. */
export const tidy = (value: number, digits = 2): string =>
  Number.isFinite(value) ? value.toLocaleString("en-GB", { maximumFractionDigits: digits }) : "–";

/** Return a whole number with commas between thousands. */
export const grouped = (count: number): string => count.toLocaleString("en-GB");

/** Return a squared L2 distance, with decimals to suit its size. */
export function distanceText(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = value >= 100 ? 1 : value >= 1 ? 2 : 4;
  return value.toLocaleString("en-GB",
    { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Return a share from 0 to 1 in percent, which no line break separates from its sign. */
export const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`;

/** Return a confidence from 0 to 1 in percent: never 100, since nothing is certain. */
export const confidenceText = (value: number): string =>
  percent(Math.min(99, Math.floor(100 * value)) / 100);

/** Return a count with its noun. */
export const counted = (count: number, singular: string, plural: string): string =>
  `${grouped(count)} ${count === 1 ? singular : plural}`;
