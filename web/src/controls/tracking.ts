import { DIMENSIONS, MODELS, type Tracked } from "../address/view";
import type { AttributionModel, TrackingDimension } from "../generated/graphql";

export const MOST_CONDITIONS = 5;
export const MOST_VALUES = 50;

export const MODEL_WORDS: Record<AttributionModel, string> = { FIRST: "first", LAST: "last" };
export const MODEL_MEANINGS: Record<AttributionModel, string> = {
  FIRST: "What first brought the contact",
  LAST: "What brought it most recently",
};
export const DIMENSION_WORDS: Record<TrackingDimension, string> = {
  SOURCE: "lead source",
  MEDIUM: "medium",
  CAMPAIGN: "campaign",
  CONTENT: "content",
  TERM: "term",
};
export const NO_VALUE = "no value";

type Pair = Pick<Tracked, "model" | "dimension">;

/** A condition without values yet: it is shown, but is not in the address. */
export const isBlank = ({ values, none }: Tracked): boolean => values.length === 0 && !none;

export const isOf =
  (pair: Pair) =>
  ({ model, dimension }: Pair): boolean =>
    model === pair.model && dimension === pair.dimension;

/** A condition on what none of these is on yet. */
export function another(conditions: readonly Pair[]): Tracked {
  const pairs = MODELS.flatMap((model) => DIMENSIONS.map((dimension) => ({ model, dimension })));
  const free = pairs.find((pair) => !conditions.some(isOf(pair))) ?? { model: "FIRST", dimension: "SOURCE" };
  return { ...free, values: [], none: false };
}

/** The conditions as they are edited, blank ones among them, unless the address says others. */
export function shownOf(edited: readonly Tracked[], inAddress: readonly Tracked[]): readonly Tracked[] {
  const isSame = JSON.stringify(edited.filter((each) => !isBlank(each))) === JSON.stringify(inAddress);
  return isSame ? edited : inAddress;
}

/** Values as the API compares them: trimmed and without case. */
export const isSameValue = (one: string, other: string): boolean => folded(one) === folded(other);

/** The condition with a value taken in, or out again. */
export function toggled<Condition extends Tracked>(condition: Condition, value: string | null): Condition {
  if (value === null) return { ...condition, none: !condition.none };
  const others = condition.values.filter((each) => !isSameValue(each, value));
  const isOut = others.length < condition.values.length;
  return { ...condition, values: isOut ? others : [...condition.values, value.trim()] };
}

export function folded(value: string): string {
  return value.trim().toLowerCase();
}
