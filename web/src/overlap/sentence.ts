import * as format from "../numbers/format";
import { type Combination, partsOf, type Upset } from "./upset";

const MOST_NAMED = 3;

/** Why the numbers do not add up, or that they do. */
export function sentence({ sets, sum, union, shared }: Upset): string {
  const named = sets.map(({ name, count }) => `${name} (${format.count(count)})`);
  const who = sets.length > MOST_NAMED ? `These ${sets.length} numbers` : listed(named);
  const together = `${who} are ${format.count(sum)} together`;
  const where = sets.length === 2 ? "in both" : "in more than one";
  if (shared === 0) return `${together}, all of them different contacts: nobody is ${where}.`;
  const are = `${format.count(shared)} ${shared === 1 ? "is" : "are"}`;
  return `${together}, but ${format.count(union)} different ${union === 1 ? "contact" : "contacts"}: ${are} ${where}.`;
}

/** Who is in a combination: `only in A`, `in A and B, but not in C`. */
export function combinationWords({ isIn, depth }: Combination, { sets }: Pick<Upset, "sets">): string {
  const names = (isMember: boolean) => sets.filter((_, at) => isIn[at] === isMember).map(({ name }) => name);
  if (depth === sets.length) return depth === 2 ? `in both ${listed(names(true))}` : `in all ${depth}`;
  if (depth === 1) return `only in ${listed(names(true))}`;
  return `in ${listed(names(true))}, but not in ${listed(names(false), "or")}`;
}

/** The sum that each set is, `47 = 3 + 44`, to be checked by eye. */
export function sums({ sets, combinations }: Pick<Upset, "sets" | "combinations">): string[] {
  return sets.map(({ count }, at) => {
    const parts = partsOf(combinations, at).map((part) => format.count(part.count));
    return `${format.count(count)} = ${parts.join(" + ") || "0"}`;
  });
}

function listed(names: readonly string[], last = "and"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
