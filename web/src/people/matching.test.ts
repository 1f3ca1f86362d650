import { expect, test } from "vitest";
import { matching } from "./matching";

const jose = { key: "crm-0042", name: "José María O'Neill", email: "jose.neill@shop.example.org" };
const nameless = { key: "ann@example.org", name: null, email: null };
const finds = (typed: string, contact: typeof jose | typeof nameless) => matching(typed)?.(contact);

test("nothing typed looks for nothing", () => {
  expect(matching("")).toBe(null);
  expect(matching("   ")).toBe(null);
});

test.each([
  "jose",
  "JOSÉ",
  "maría o",
  "neill",
  "o'n",
  "crm",
  "0042",
  "crm-00",
  "jose.n",
  "shop",
  "maria shop",
])("the start of a word of name, key or e-mail finds: %s", (typed) => expect(finds(typed, jose)).toBe(true));

test.each(["ose", "042", "hop", "jose ann", "j m x"])(
  "the middle of a word, or another word, does not: %s",
  (typed) => expect(finds(typed, jose)).toBe(false),
);

test("who has neither name nor e-mail is found by the key", () => {
  expect(finds("ann@ex", nameless)).toBe(true);
  expect(finds("bob", nameless)).toBe(false);
});
