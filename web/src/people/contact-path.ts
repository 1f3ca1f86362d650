import { batch, computed, type Signal, signal } from "@preact/signals";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { PathOfContactDocument, type PathOfContactQuery } from "../generated/graphql";
import { type LitPath, litBy } from "./lit-path";

type Answer = PathOfContactQuery;
export type Contact = NonNullable<Answer["contact"]>;
type Path = NonNullable<NonNullable<Answer["automation"]>["contactPath"]>;
export type PathStep = NonNullable<Path["steps"]>["edges"][number]["node"];

/** Who a contact is, and what it did on a map, oldest first, page by page; without a map, only the former. */
export class ContactPath {
  /** undefined: not answered yet; null: there is no such contact. */
  readonly contact: Signal<Contact | null | undefined> = signal(undefined);
  /** null: the contact is not on this map. */
  readonly path: Signal<Path | null> = signal(null);
  readonly steps: Signal<readonly PathStep[]> = signal([]);
  readonly isWhole: Signal<boolean> = signal(false);
  readonly isLoading: Signal<boolean> = signal(false);
  readonly failure: Signal<Failure | null> = signal(null);
  readonly lit = computed<LitPath | null>(
    () => this.path.value && litBy(this.steps.value, this.path.value.hereNow),
  );

  private after: string | null = null;
  private readonly leaving = new AbortController();

  constructor(private readonly asked: { automation: string | null; contact: string }) {}

  close(): void {
    this.leaving.abort();
  }

  /** The next page; the first one at first, and once more what failed. */
  async more(): Promise<void> {
    if (this.isLoading.value || this.isWhole.value) return;
    const { signal } = this.leaving;
    batch(() => {
      this.isLoading.value = true;
      this.failure.value = null;
    });
    try {
      const { automation, contact } = this.asked;
      const onMap = automation === null ? { isOnMap: false } : { isOnMap: true, automation };
      const asked = { ...onMap, contact, after: this.after };
      const answer = await request(PathOfContactDocument, asked, { signal });
      batch(() => this.take(answer));
    } catch (refused) {
      if (signal.aborted) return;
      if (!(refused instanceof Failure)) throw refused;
      this.failure.value = refused;
    }
    if (!signal.aborted) this.isLoading.value = false;
  }

  private take({ contact, automation }: Answer): void {
    const path = automation?.contactPath ?? null;
    this.contact.value = contact;
    this.path.value = path;
    this.steps.value = [...this.steps.value, ...(path?.steps?.edges.map((edge) => edge.node) ?? [])];
    this.after = path?.steps?.pageInfo.endCursor ?? null;
    this.isWhole.value = !path?.steps?.pageInfo.hasNextPage;
  }
}
