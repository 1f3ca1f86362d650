import { expect, test } from "vitest";
import { asInput, type Draft, fieldOf, question, whyNot } from "./action";

const draft = (changes: Partial<Draft>): Draft => ({
  kind: "ADD_TAG",
  tag: " vip ",
  automation: { key: "welcome", name: "Welcome" },
  trigger: { key: "form", name: "Form sent" },
  ...changes,
});

test.each([
  ["ADD_TAG", { addTag: "vip" }, "Tag 412 contacts with “vip”?"],
  ["REMOVE_TAG", { removeTag: "vip" }, "Take the tag “vip” off 412 contacts?"],
  [
    "ADD_TO_AUTOMATION",
    { addToAutomation: { automation: "welcome", trigger: "form" } },
    "Add 412 contacts to “Welcome” by “Form sent”?",
  ],
  ["REMOVE_FROM_AUTOMATION", { removeFromAutomation: "welcome" }, "Remove 412 contacts from “Welcome”?"],
] as const)("%s is asked for with its number, and sent whole", (kind, input, words) => {
  expect(asInput(draft({ kind }))).toEqual(input);
  expect(question(draft({ kind }), 412)).toBe(words);
});

test("what is not filled in cannot be sent", () => {
  expect(asInput(draft({ tag: "  " }))).toBeNull();
  expect(asInput(draft({ kind: "ADD_TO_AUTOMATION", trigger: null }))).toBeNull();
  expect(asInput(draft({ kind: "REMOVE_FROM_AUTOMATION", automation: null }))).toBeNull();
});

test.each([
  ["action.addTag", "tag"],
  ["action.removeTag", "tag"],
  ["action.addToAutomation.automation", "automation"],
  ["action.addToAutomation.trigger", "trigger"],
  ["action.removeFromAutomation", "automation"],
  ["group", null],
  [undefined, null],
])("a refusal of %s is said at the field %s", (argument, field) => {
  expect(fieldOf(argument)).toBe(field);
});

test.each([
  ["ADD_TO_AUTOMATION", "PUBLISHED", "2026-03-01T09:00:00Z", null],
  ["ADD_TO_AUTOMATION", "PAUSED", "2026-03-01T09:00:00Z", null],
  ["ADD_TO_AUTOMATION", "ARCHIVED", "2026-03-01T09:00:00Z", "archived"],
  ["REMOVE_FROM_AUTOMATION", "ARCHIVED", "2026-03-01T09:00:00Z", null],
  ["REMOVE_FROM_AUTOMATION", "DRAFT", null, "not yet published"],
] as const)("%s may choose one that is %s, published %s: %s", (kind, status, publishedAt, reason) => {
  expect(whyNot(kind, { status, publishedAt })).toBe(reason);
});
