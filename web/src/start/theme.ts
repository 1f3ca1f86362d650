import { effect, signal } from "@preact/signals";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = "footfall.theme";

/** Light or dark, as the system says or as chosen here; kept in this browser. */
export const theme = signal<Theme>(read(localStorage.getItem(KEPT)));

effect(() => {
  const root = document.documentElement.dataset;
  if (theme.value === "auto") delete root.theme;
  else root.theme = theme.value;
});

addEventListener("storage", ({ key, newValue }) => {
  if (key === KEPT) theme.value = read(newValue);
});

export function setTheme(chosen: Theme): void {
  localStorage.setItem(KEPT, chosen);
  theme.value = chosen;
}

function read(kept: string | null): Theme {
  return THEMES.find((name) => name === kept) ?? "auto";
}
