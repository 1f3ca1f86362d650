import { expect, it } from "vitest";
import { count, duration, money, people, rate, shortCount } from "./format";

it("writes counts with separators", () => {
  expect([count(0), count(1234567), shortCount(9999), shortCount(12_345)]).toEqual([
    "0",
    "1,234,567",
    "9,999",
    "12.3K",
  ]);
});

it("writes fractions as percent, and a dash where there is none", () => {
  expect([rate(0.364), rate(1), rate(0), rate(null)]).toEqual(["36.4 %", "100.0 %", "0.0 %", "–"]);
});

it("rounds money to the currency's decimals, from the exact amount", () => {
  expect(money({ amount: "12345678901234567.895", currency: "USD" })).toBe("$12,345,678,901,234,567.90");
  expect(money({ amount: "-3", currency: "JPY" })).toBe("-¥3");
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

it("counts people", () => {
  expect([people(1), people(2000)]).toEqual(["1 contact", "2,000 contacts"]);
});
