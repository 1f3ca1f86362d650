import { useEffect, useRef } from "preact/hooks";

interface Props {
  /** How much is shown; what grows with every page. */
  shown: number;
  isLoading: boolean;
  onNear: () => void;
  /** What the button says, for who comes by keyboard. */
  children: string;
}

const NEAR = "800px";

/** The end of a list that goes on: it asks for more before it is seen, and when its button is pressed. */
export function NearEnd({ shown, isLoading, onNear, children }: Props) {
  const end = useRef<HTMLDivElement>(null);
  const near = useRef(onNear);
  near.current = onNear;

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page it is looked anew whether the end is near
  useEffect(() => {
    if (!end.current || isLoading) return;
    const watch = new IntersectionObserver(
      (seen) => seen.some(({ isIntersecting }) => isIntersecting) && near.current(),
      { root: end.current.closest(".panel-body"), rootMargin: `0px 0px ${NEAR}` },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [shown, isLoading]);

  return (
    <div ref={end} class="near-end">
      <button type="button" class="button" disabled={isLoading} onClick={onNear}>
        {isLoading ? "Loading…" : children}
      </button>
    </div>
  );
}
