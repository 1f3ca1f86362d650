import type { ElementKind } from "../generated/graphql";

/** 24 × 24 outlines, drawn with the text's colour; made for this page. */
const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 6 6-6",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  compare: "M9 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15 5.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  leave: "M14 4H5v16h9M10 12h10M17 9l3 3-3 3",
  filter: "M4 5h16l-6 8v5l-4 2v-7z",
  calendar: "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4",
  people:
    "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5.500a3 3 0 0 1 0 6M17.5 14.500c2.3.6 3.7 2.4 4 5.5",
  check: "M5 12.500l4.5 4.500L19 7.5",
  download: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  save: "M6 4h12v16l-6-4-6 4z",
  jobs: "M4 6h16M4 12h10M4 18h7M16.500 17l2 2 3.500-4",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",

  TRIGGER: "M13 3L5 14h6l-1 7 8-11h-6z",
  GOAL: "M6 21V4M6 5h12l-3 4 3 4H6",
  CONDITION: "M12 3l9 9-9 9-9-9zM9.8 10a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.500M12 16v.5",
  FORK: "M12 21v-8M12 13L5 5M12 13l7-8M5 10V5h5M14 5h5v5",
  SPLIT: "M4 12h5l6-6h5M9 12l6 6h5M17 3l3 3-3 3M17 15l3 3-3 3",
  WAIT: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2",
  GO_TO: "M20 12a8 8 0 1 1-2.5-5.800M18 2v4.500h-4.5",
  END: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9 9h6v6H9z",
  EMAIL: "M3 6h18v13H3zM3 7l9 7 9-7",
  SMS: "M4 5h16v11H10l-4 4v-4H4zM8 10.500h8",
  TASK: "M5 4h14v17H5zM9 4V2.500h6V4M8.5 12.500l2.5 2.5 4.5-5",
  NOTIFICATION: "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21h4",
  UPDATE_CONTACT: "M10 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM3 21c.5-4.5 3-7 7-7M14 20l1-3.5 5-5 2.5 2.5-5 5z",
  CHANGE_TAGS: "M4 4h8l9 9-8 8-9-9zM8 8v.5",
  ADD_TO_AUTOMATION: "M4 4h12v6M4 4v16h7M17 13v8M13 17h8",
  REMOVE_FROM_AUTOMATION: "M4 4h12v6M4 4v16h7M13 17h8",
  PAUSE_AUTOMATION: "M8 5v14M16 5v14",
  WEBHOOK: "M9 14.500a4 4 0 1 1-4-4M12 8a3.5 3.5 0 1 1 3 5M9 17h7M8 13l4-6M19 17a3 3 0 1 1-3-3",
  COMMERCE: "M3 5h3l2.5 11h9L20 8H7M10 20v.5M17 20v.5",
  OTHER: "M6 12v.5M12 12v.5M18 12v.5",
} as const satisfies Record<ElementKind, string> & Record<string, string>;

export type IconName = keyof typeof PATHS;

/** Only for the eye: what it stands for is said beside it, or by its button's label. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" class="icon">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
