import { batch, type Signal, signal } from "@preact/signals";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import {
  type ContactOrder,
  PeopleDocument,
  type PeopleQuery,
  type PersonFragment,
} from "../generated/graphql";

export type Person = PersonFragment;
export type Pages = readonly (readonly Person[])[];

/** The number over a list, and when it was right: count and first page come in one answer. */
export interface Opened {
  readonly count: number;
  readonly asOf: string;
}

const A_PAGE = 50;

/** The people of a group, in an order, page by page. */
export class PeopleList {
  /** null: not answered yet, or there is no such group. */
  readonly opened: Signal<Opened | null> = signal(null);
  readonly pages: Signal<Pages> = signal([]);
  /** How many there were by the newest page. */
  readonly newestCount: Signal<number> = signal(0);
  readonly isWhole: Signal<boolean> = signal(false);
  readonly isMissing: Signal<boolean> = signal(false);
  readonly isLoading: Signal<boolean> = signal(true);
  readonly failure: Signal<Failure | null> = signal(null);

  private order: ContactOrder = "NEWEST";
  private after: string | null = null;
  /** What was asked for last: the page after this place. */
  private asked: string | null = null;
  private listed = new Set<string>();
  private leaving = new AbortController();

  constructor(private readonly group: string) {}

  /** Lists them from the start; what was listed before stays until the answer is here. */
  open(order: ContactOrder = this.order): void {
    this.close();
    this.leaving = new AbortController();
    this.order = order;
    void this.load(null);
  }

  /** The next page. */
  more(): void {
    if (!this.isLoading.value && !this.isWhole.value) void this.load(this.after);
  }

  /** Asks once more for what failed. */
  again(): void {
    void this.load(this.asked);
  }

  close(): void {
    this.leaving.abort();
  }

  get length(): number {
    return this.listed.size;
  }

  private async load(after: string | null): Promise<void> {
    const { signal } = this.leaving;
    this.asked = after;
    batch(() => {
      this.isLoading.value = true;
      this.failure.value = null;
    });
    try {
      const asked = { group: this.group, first: A_PAGE, after, order: this.order };
      const { contactGroup } = await request(PeopleDocument, asked, { signal });
      batch(() => this.take(contactGroup, after === null));
    } catch (refused) {
      if (signal.aborted) return;
      if (!(refused instanceof Failure)) throw refused;
      this.failure.value = refused;
    }
    if (!signal.aborted) this.isLoading.value = false;
  }

  /** Who changed places between two pages is listed once. */
  private take(found: PeopleQuery["contactGroup"], isFirst: boolean): void {
    if (!found?.contacts) {
      this.isMissing.value = true;
      return;
    }
    if (isFirst) {
      this.listed = new Set();
      this.opened.value = { count: found.count, asOf: new Date().toISOString() };
    }
    const fresh = found.contacts.edges.map(({ node }) => node).filter(({ id }) => !this.listed.has(id));
    for (const { id } of fresh) this.listed.add(id);
    this.pages.value = isFirst ? [fresh] : [...this.pages.value, fresh];
    this.newestCount.value = found.count;
    this.after = found.contacts.pageInfo.endCursor ?? null;
    this.isWhole.value = !found.contacts.pageInfo.hasNextPage;
  }
}
