/** Footfall's mark, as in favicon.svg. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#4b3fd6" />
      <path
        d="M8 22c4 0 4-12 8-12s4 8 8 4"
        fill="none"
        stroke="#fff"
        stroke-width="3"
        stroke-linecap="round"
      />
      <circle cx="8" cy="22" r="3" fill="#fff" />
      <circle cx="24" cy="14" r="3" fill="#fde68a" />
    </svg>
  );
}
