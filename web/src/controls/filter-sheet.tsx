import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { report } from "../live/current";
import { people } from "../numbers/format";
import { Icon } from "../parts/icon";
import "./filter-sheet.css";

/** The filter over the whole page, on a phone. */
export function FilterSheet({ onClose, children }: { onClose: () => void; children: ComponentChildren }) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => sheet.current?.showModal(), []);
  const cohort = report.value?.cohort.value;
  return (
    <dialog ref={sheet} class="filter-sheet" aria-label="Filter" onClose={onClose}>
      <header>
        <h2>Filter</h2>
        <button
          type="button"
          class="button is-plain is-icon"
          aria-label="Close"
          onClick={() => sheet.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="filter-sheet-body">{children}</div>
      <footer>
        <button type="button" class="button is-primary" onClick={() => sheet.current?.close()}>
          Show {cohort ? people(cohort.count) : "the map"}
        </button>
      </footer>
    </dialog>
  );
}
