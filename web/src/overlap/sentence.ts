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

/** A combination in few words, as the title of its list. */
export function combinationTitle(combination: Combination, plot: Pick<Upset, "sets">): string {
  const { depth } = combination;
  const count = plot.sets.length;
  if (depth > 2 && depth === count) return `In all ${count} compared`;
  if (depth > 1 && depth < count) return `In ${depth} of the ${count} compared`;
  const words = combinationWords(combination, plot);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The sums that say that numbers and bars agree: `A: 47 = 3 + 44`. */
export function sums({ sets, combinations, union }: Upset): string[] {
  const added = (parts: readonly Combination[]) =>
    parts.map(({ count }) => format.count(count)).join(" + ") || "0";
  return [
    `All different contacts: ${format.count(union)} = ${added(combinations)}`,
    ...sets.map(
      ({ name, count }, at) => `${name}: ${format.count(count)} = ${added(partsOf(combinations, at))}`,
    ),
  ];
}

function listed(names: readonly string[], last = "and"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
