/** How numbers and times are written; English, whatever the browser's language, as the whole page is. */

const LOCALE = "en";
const DAY_FIRST = "en-GB";
const WHOLE = new Intl.NumberFormat(LOCALE);
const PERCENT = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const MONEY = cached(
  (currency) =>
    new Intl.NumberFormat(LOCALE, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      signDisplay: "negative", // an amount that rounds to zero has no sign
    }),
);
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
const OUR_CLOCK = new Intl.DateTimeFormat(LOCALE, CLOCK);
const OUR_MOMENT = new Intl.DateTimeFormat(DAY_FIRST, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const CLOCK_IN = cached(
  (timeZone) => new Intl.DateTimeFormat(LOCALE, { ...CLOCK, timeZone: known(timeZone) }),
);
const DAY_IN = cached(
  (timeZone) =>
    new Intl.DateTimeFormat(DAY_FIRST, {
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: known(timeZone),
    }),
);
const NOTHING = "–";

export const count = (value: number): string => WHOLE.format(value);

/** A fraction as percent; a dash where there was nothing to divide by. */
export const rate = (value: number | null): string =>
  value === null ? NOTHING : `${PERCENT.format(value * 100)} %`;

/** Rounded to the currency's decimals, from the exact amount. */
export function money(value: { amount: string; currency: string } | null): string {
  if (value === null) return NOTHING;
  return MONEY(value.currency).format(value.amount as `${number}`);
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

/** Of this moment, by the clock of who looks. */
export const clock = (instant: string): string => OUR_CLOCK.format(new Date(instant));

/** A day and the time of day, by the clock of who looks: `1 Mar 2026, 09:05`. */
export const moment = (instant: string): string => OUR_MOMENT.format(new Date(instant));

/** Of what happened in a time zone, an IANA name. */
export const clockIn = (timeZone: string, instant: string): string =>
  CLOCK_IN(timeZone).format(new Date(instant));
export const dayIn = (timeZone: string, instant: string): string =>
  DAY_IN(timeZone).format(new Date(instant));

/** `1 contact`, `2 contacts`. */
export const people = (value: number): string => `${count(value)} ${value === 1 ? "contact" : "contacts"}`;

/** Makes each once: that takes longer than all that is written with it. */
function cached<Format>(make: (name: string) => Format): (name: string) => Format {
  const made = new Map<string, Format>();
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
}

/** The time zone, or UTC where a browser is older than it. */
function known(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat(LOCALE, { timeZone }) && timeZone;
  } catch {
    return "UTC";
  }
}
