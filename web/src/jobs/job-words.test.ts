import { expect, test } from "vitest";
import { type Job, outcome, statusWords, workWords } from "./job-words";

const job = (changes: Partial<Job>): Job => ({
  id: "job",
  kind: "ADD_TAG",
  subject: "vip",
  status: "RUNNING",
  total: 412,
  succeeded: 0,
  skipped: 0,
  failed: 0,
  createdAt: "2026-03-01T09:00:00Z",
  finishedAt: null,
  reasons: [],
  downloadUrl: null,
  ...changes,
});

test.each([
  ["ADD_TAG", 412, "vip", "Tag 412 contacts with “vip”"],
  ["ADD_TAG", 1, null, "Tag 1 contact"],
  ["REMOVE_TAG", 1_412, "vip", "Take the tag “vip” off 1,412 contacts"],
  ["REMOVE_TAG", 2, null, "Take a tag off 2 contacts"],
  ["ADD_TO_AUTOMATION", 2, "Welcome", "Add 2 contacts to “Welcome”"],
  ["REMOVE_FROM_AUTOMATION", 2, null, "Remove 2 contacts from an automation"],
  ["EXPORT", 2, "CSV", "Export 2 contacts"],
] as const)("%s of %i contacts about %s is said as %s", (kind, count, subject, words) => {
  expect(workWords(kind, count, subject)).toBe(words);
});

test("percents are whole, and 100 only when all is done", () => {
  expect(statusWords(job({ succeeded: 400, skipped: 11 }))).toBe("99 %");
  expect(statusWords(job({ succeeded: 400, skipped: 12 }))).toBe("100 %");
  expect(statusWords(job({ total: 0 }))).toBe("0 %");
  expect(statusWords(job({ status: "QUEUED" }))).toBe("Waiting");
});

test("an outcome names what there is", () => {
  expect(outcome(job({ status: "SUCCEEDED", succeeded: 400, skipped: 12 }))).toBe("400 tagged, 12 skipped");
  expect(outcome(job({ status: "SUCCEEDED", kind: "EXPORT", total: 1, succeeded: 1 }))).toBe("1 exported");
  expect(outcome(job({ status: "CANCELLED", succeeded: 100, skipped: 310, failed: 2 }))).toBe(
    "100 tagged, 310 skipped, 2 failed",
  );
  expect(outcome(job({ succeeded: 100 }))).toBe("100 tagged");
});
