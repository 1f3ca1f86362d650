import { expect, it } from "vitest";
import { clockIn, count, dayIn, duration, money, people, rate } from "./format";

it("writes counts with separators", () => {
  expect([count(0), count(1234567)]).toEqual(["0", "1,234,567"]);
});

it("writes fractions as percent, and a dash where there is none", () => {
  expect([rate(0.364), rate(1), rate(0), rate(null)]).toEqual(["36.4 %", "100.0 %", "0.0 %", "–"]);
});

it("rounds money to the currency's decimals, from the exact amount", () => {
  expect(money({ amount: "12345678901234567.895", currency: "USD" })).toBe("$12,345,678,901,234,567.90");
  expect(money({ amount: "-3", currency: "JPY" })).toBe("-¥3");
  expect(money({ amount: "-0.001", currency: "USD" })).toBe("$0.00");
  expect(money(null)).toBe("–");
});

it("writes durations by their two largest units", () => {
  expect([0, 0.4, 42, 3_600, 3_661, 277_200, null].map(duration)).toEqual([
    "0 s",
    "< 1 s",
    "42 s",
    "1 h",
    "1 h 1 min",
    "3 d 5 h",
    "–",
  ]);
});

it("writes days and times as they are in a time zone, or in UTC where it is not known", () => {
  const zones = ["Asia/Tokyo", "America/New_York", "Mars/Olympus"];
  const written = zones.map((zone) => [dayIn, clockIn].map((write) => write(zone, "2026-02-28T23:30:05Z")));
  expect(written).toEqual([
    ["1 Mar 2026", "08:30:05"],
    ["28 Feb 2026", "18:30:05"],
    ["28 Feb 2026", "23:30:05"],
  ]);
});

it("counts people", () => {
  expect([people(1), people(2000)]).toEqual(["1 contact", "2,000 contacts"]);
});
