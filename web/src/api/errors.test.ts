import { expect, it } from "vitest";
import { Failure, inWords, planHint, ruleInWords } from "./errors";

function refused(code: string, argument?: string): Failure {
  return Failure.of({
    message: `${argument}: is wrong`,
    extensions: { code, ...(argument && { argument }) },
  });
}

it("says what to do about a filter that asks for what there is not", () => {
  expect(inWords(refused("BAD_USER_INPUT", "filter.triggers.0"))).toBe(
    "This map has no trigger that the filter asks for. Take it out of the filter.",
  );
  expect(inWords(refused("BAD_USER_INPUT", "filter.group"))).toBe(
    "The group that the filter asks for is gone, or belongs to another account. Take it out.",
  );
});

it("writes any other refusal as a sentence", () => {
  expect(inWords(refused("BAD_USER_INPUT", "goal"))).toBe("Goal: is wrong.");
});

it("says a rule beside its field without the field's name", () => {
  const details = { code: "BAD_USER_INPUT", argument: "name", rule: "is too long" };
  expect(ruleInWords(new Failure("name: is too long", details))).toBe("Is too long.");
});

it("offers to try again only what may pass", () => {
  const codes = ["RATE_LIMITED", "LIMIT_EXCEEDED", "INTERNAL", "BAD_USER_INPUT", "FORBIDDEN", "CONFLICT"];
  expect(codes.map((code) => refused(code).mayPass)).toEqual([true, true, true, false, false, false]);
  expect(Failure.unreachable().mayPass).toBe(true);
});

it("has a hint, and no error, for what the plan lacks", () => {
  const extensions = { code: "PLAN_REQUIRED", requiredPlan: "PRO", currentPlan: "BASIC" };
  expect(
    planHint(Failure.of({ message: "", extensions: { ...extensions, feature: "performance.tracking" } })),
  ).toBe("Lead sources come with the plan Pro. This account has Basic.");
  expect(planHint(refused("FORBIDDEN"))).toBeNull();
});
