import { type ReadonlySignal, signal } from "@preact/signals";

/** Whether the page is as narrow as a phone, where what is beside the map lies over it. */
export const isPhone = follow("(width < 45em)"); // 720 pixels, and more where the browser writes larger

/** Whether it is too narrow for all that the top bar has, as a tablet is. */
export const isNarrow = follow("(width < 64em)");

function follow(condition: string): ReadonlySignal<boolean> {
  const media = matchMedia(condition);
  const holds = signal(media.matches);
  media.addEventListener("change", ({ matches }) => {
    holds.value = matches;
  });
  return holds;
}
