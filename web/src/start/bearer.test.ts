import { expect, test } from "vitest";
import { Failure } from "../api/errors";
import { bearerIn, isSendable, NOT_VALID, roleOfToken, whyRefused } from "./bearer";

test.each([
  ["  demo_abc \n", "demo_abc"],
  ["http://127.0.0.1:8000/?map=welcome#token=ey.J-9_", "ey.J-9_"],
  ["#token=ey.J-9_", "ey.J-9_"],
  ["http://127.0.0.1:8000/#token=", ""],
])("what is pasted as %j signs in with %j", (pasted, bearer) => {
  expect(bearerIn(pasted)).toBe(bearer);
});

test.each([
  ["demo_abc", true],
  ["schlüssel", false],
  ["two words", false],
  ["", false],
])("%j fits into a header: %s", (bearer, fits) => {
  expect(isSendable(bearer)).toBe(fits);
});

test("a key that is not known is not valid, rather than ended", () => {
  expect(whyRefused(new Failure("no such key", { code: "UNAUTHENTICATED" }))).toBe(NOT_VALID);
  expect(whyRefused(new Failure("needs VIEWER", { code: "FORBIDDEN" }))).toBe(
    "This key may not read reports. Ask for one that has at least the role VIEWER.",
  );
});

test.each([
  ["ADMIN", "EDITOR"],
  ["EDITOR", "EDITOR"],
  ["VIEWER", "VIEWER"],
  ["INGEST", "VIEWER"],
] as const)("a key of the role %s gets the page a token of the role %s", (role, got) => {
  expect(roleOfToken(role)).toBe(got);
});
