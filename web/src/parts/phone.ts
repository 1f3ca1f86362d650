import { signal } from "@preact/signals";

const narrow = matchMedia("(width < 720px)");

/** Whether the page is as narrow as a phone, where what is beside the map lies over it. */
export const isPhone = signal(narrow.matches);

narrow.addEventListener("change", ({ matches }) => {
  isPhone.value = matches;
});
