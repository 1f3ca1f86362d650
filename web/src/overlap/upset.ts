/**
 * What an UpSet plot shows (Lex et al., "UpSet: Visualization of Intersecting Sets", IEEE TVCG 2014): sets, and the
 * exact combinations that have anyone. The combinations share nobody, so sums over them are exact.
 */

export interface PickedSet {
  readonly id: string;
  readonly name: string;
  /** As it was counted by itself. */
  readonly count: number;
}

/** As the API has it: who is in all of `groups` and in none of the others. */
export interface Overlap {
  readonly groups: readonly string[];
  readonly contacts: { readonly id: string; readonly count: number };
}

export interface Combination {
  /** Group of its people. */
  readonly id: string;
  readonly count: number;
  /** Whether each set of the plot, in its order, is part of it. */
  readonly isIn: readonly boolean[];
  /** How many sets are. */
  readonly depth: number;
}

export interface Upset {
  /** Largest first; of equals the one picked first. */
  readonly sets: readonly PickedSet[];
  /** Largest first. */
  readonly combinations: readonly Combination[];
  /** Of the sets' sizes. */
  readonly sum: number;
  /** Different contacts. */
  readonly union: number;
  /** Who is in two sets or more. */
  readonly shared: number;
  /** Whether each set's own count is the sum of its combinations. */
  readonly agrees: boolean;
}

export function upset(picked: readonly PickedSet[], overlaps: readonly Overlap[]): Upset {
  const sets = picked.toSorted((one, other) => other.count - one.count);
  const combinations = overlaps
    .map(({ groups, contacts }): Combination => {
      const isIn = sets.map(({ id }) => groups.includes(id));
      return { ...contacts, isIn, depth: isIn.filter(Boolean).length };
    })
    .toSorted((one, other) => other.count - one.count || one.depth - other.depth);
  return {
    sets,
    combinations,
    sum: total(sets),
    union: total(combinations),
    shared: total(combinations.filter(({ depth }) => depth > 1)),
    agrees: sets.every(({ count }, at) => count === total(partsOf(combinations, at))),
  };
}

/** The combinations that a set, by its place in the plot, is made of. */
export function partsOf(combinations: readonly Combination[], set: number): Combination[] {
  return combinations.filter(({ isIn }) => isIn[set]);
}

function total(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((sum, { count }) => sum + count, 0);
}
