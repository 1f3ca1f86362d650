/** How numbers and times are written; English, whatever the browser's language, as the whole page is. */

const LOCALE = "en";
const DAY_FIRST = "en-GB";
const WHOLE = new Intl.NumberFormat(LOCALE);
const SHORT = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat(LOCALE, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(DAY_FIRST, { day: "numeric", month: "short", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat(DAY_FIRST, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const NOTHING = "–";

export const count = (value: number): string => WHOLE.format(value);

/** For where there is little room: `12.4K`. */
export const shortCount = (value: number): string =>
  value < 10_000 ? WHOLE.format(value) : SHORT.format(value);

/** A fraction as percent; a dash where there was nothing to divide by. */
export const rate = (value: number | null): string =>
  value === null ? NOTHING : `${PERCENT.format(value * 100)} %`;

/** Rounded to the currency's decimals, from the exact amount. */
export function money(value: { amount: string; currency: string } | null): string {
  if (value === null) return NOTHING;
  const style = { style: "currency", currency: value.currency, currencyDisplay: "narrowSymbol" } as const;
  return new Intl.NumberFormat(LOCALE, style).format(value.amount as `${number}`);
}

const UNITS = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** The two largest units: `3 d 4 h`; seconds are cut. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  if (seconds < 1) return seconds === 0 ? "0 s" : "< 1 s";
  const largest = UNITS.findIndex(([size]) => seconds >= size);
  const parts = [];
  let left = Math.floor(seconds);
  for (const [size, unit] of UNITS.slice(largest, largest + 2)) {
    const whole = Math.floor(left / size);
    if (whole > 0) parts.push(`${whole} ${unit}`);
    left -= whole * size;
  }
  return parts.join(" ");
}

export const clock = (instant: string): string => CLOCK.format(new Date(instant));
export const day = (instant: string): string => DAY.format(new Date(instant));
export const moment = (instant: string): string => MOMENT.format(new Date(instant));

/** `1 contact`, `2 contacts`. */
export const people = (value: number): string => `${count(value)} ${value === 1 ? "contact" : "contacts"}`;
