import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Failure } from "../api/errors";
import { subscribe } from "../api/socket";
import {
  MapUpdatesDocument,
  type MapUpdatesSubscription,
  type MapUpdatesSubscriptionVariables,
} from "../generated/graphql";
import { keepingFigures, type Row, rowsOf } from "./rows";

export type LiveRow = ReadonlySignal<Row>;
type Update = MapUpdatesSubscription["mapUpdates"];

/** One report of one map under one filter, kept up to date; each row is a signal of its own. */
export class LiveReport {
  /** In the report's order; another array only when rows come or go. */
  readonly rows: Signal<readonly LiveRow[]> = signal([]);
  readonly cohort: Signal<{ id: string; count: number } | null> = signal(null);
  /** When these numbers were last seen to be the newest; null: none have come yet. */
  readonly asOf: Signal<string | null> = signal(null);
  /** The published version that the rows are of. */
  readonly version: Signal<number | null> = signal(null);
  readonly failure: Signal<Failure | null> = signal(null);

  private byId = new Map<string, Signal<Row>>();
  private stop = () => {};

  /** `before` asked about the same map and report under another filter: its rows stay until the first snapshot. */
  constructor(
    private readonly asked: MapUpdatesSubscriptionVariables,
    before: LiveReport | null = null,
  ) {
    if (before && isAlike(asked, before.asked)) this.rows.value = before.rows.peek();
    this.follow();
  }

  close(): void {
    this.stop();
  }

  /** Asks anew, after a failure. */
  follow(): void {
    this.stop();
    this.failure.value = null;
    this.stop = subscribe(
      MapUpdatesDocument,
      this.asked,
      ({ mapUpdates }) => this.take(mapUpdates),
      (failure) => this.refuse(failure),
    );
  }

  /** Rows of another filter that wait for these to come do so no longer. */
  private refuse(failure: Failure): void {
    batch(() => {
      this.failure.value = failure;
      if (this.asOf.value === null) this.rows.value = [];
    });
  }

  private take(update: Update): void {
    batch(() => {
      this.put(rowsOf(update.changed), update.snapshot);
      this.cohort.value = update.cohort;
      this.asOf.value = update.asOf;
      this.version.value = update.version;
    });
    if (!update.snapshot && !isWhole(update.changed, this.byId.values())) this.follow();
  }

  /** A snapshot has all rows: what it does not name is gone. Rows that stay keep their signal. */
  private put(rows: readonly Row[], isSnapshot: boolean): void {
    const before = this.byId;
    const after = isSnapshot ? new Map<string, Signal<Row>>() : before;
    const known = after.size;
    for (const row of rows) {
      const shown = before.get(row.id) ?? signal(row);
      shown.value = keepingFigures(shown.peek(), row);
      after.set(row.id, shown);
    }
    this.byId = after;
    if (isSnapshot || after.size > known) this.rows.value = [...after.values()];
  }
}

function isAlike(one: MapUpdatesSubscriptionVariables, other: MapUpdatesSubscriptionVariables): boolean {
  return one.automation === other.automation && one.report === other.report && one.goal === other.goal;
}

/**
 * Places and emails of conversion come and go, and an update does not name those that went. But each of the two
 * sums to `achieved`: where it does not, a row is gone, and a snapshot is needed.
 */
function isWhole(report: Update["changed"], rows: Iterable<ReadonlySignal<Row>>): boolean {
  if (report.__typename !== "GoalConversionPointReport") return true;
  const sums = { point: 0, email: 0 };
  for (const { value: row } of rows) {
    if (row.kind === "point" || row.kind === "email") sums[row.kind] += row.figures[0]?.count ?? 0;
  }
  return sums.point === report.achieved.count && sums.email === report.achieved.count;
}
