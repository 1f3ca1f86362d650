import { signal } from "@preact/signals";

/** 720 pixels, and more where the browser writes larger. */
const narrow = matchMedia("(width < 45em)");

/** Whether the page is as narrow as a phone, where what is beside the map lies over it. */
export const isPhone = signal(narrow.matches);

narrow.addEventListener("change", ({ matches }) => {
  isPhone.value = matches;
});
