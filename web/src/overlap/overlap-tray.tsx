import { isPicking, picked, stopComparing } from "./comparing";

/** While numbers are compared: how many are picked, and how they overlap. */
export function OverlapTray() {
  if (!isPicking.value && picked.value.length === 0) return null;
  return (
    <section aria-label="Compare">
      <p>{picked.value.length} picked</p>
      <button type="button" class="button" onClick={stopComparing}>
        Done
      </button>
    </section>
  );
}
