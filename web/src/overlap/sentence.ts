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

/** That the numbers and the bars agree, as sums that can be checked by eye. */
export function checkOf({ sets, combinations, union, agrees }: Upset): string {
  if (!agrees) {
    return "These numbers do not agree with their bars. Refresh; if they still do not, tell whoever runs Footfall.";
  }
  const sums = sets.map(({ count }, at) => {
    const parts = partsOf(combinations, at).map((part) => format.count(part.count));
    return `${format.count(count)} = ${parts.join(" + ") || "0"}`;
  });
  return `They agree: all bars sum to ${format.people(union)}, and each number is the sum of its own: ${sums.join("; ")}.`;
}

function listed(names: readonly string[], last = "and"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
