/** How long a number stays tinted after its last change, in milliseconds. */
const NOTICED = 1_200;

/** Numbers that are tinted, and until when: the earliest first. */
const tinted = new Map<Element, number>();

/**
 * Tints a number that has changed. One timer takes the tint off again: animations of hundreds of numbers would have their
 * styles computed in every frame.
 */
export function notice(shown: Element): void {
  if (tinted.size === 0) setTimeout(settle, NOTICED);
  shown.classList.add("is-noticed");
  tinted.delete(shown);
  tinted.set(shown, performance.now() + NOTICED);
}

function settle(): void {
  const now = performance.now();
  for (const [shown, end] of tinted) {
    if (end > now) {
      setTimeout(settle, end - now);
      return;
    }
    shown.classList.remove("is-noticed");
    tinted.delete(shown);
  }
}
