import { effect, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { view } from "../address/location";
import "./explanation.css";

interface Explained {
  readonly name: string;
  readonly meaning: string;
}

interface Shown extends Explained {
  readonly place: DOMRect;
}

const shown = signal<Shown | null>(null);
const MARGIN = 8;

/** Says what `target`, a number, means, beside it. */
export function explain(target: Element, { name, meaning }: Explained): void {
  shown.value = { name, meaning, place: target.getBoundingClientRect() };
}

export function stopExplaining(): void {
  shown.value = null;
}

addEventListener("keydown", ({ key }) => key === "Escape" && stopExplaining());
addEventListener("wheel", stopExplaining, { passive: true });

/** In another view the number may be gone, and the pointer never leaves what is gone. */
effect(() => {
  void view.value;
  stopExplaining();
});

/** The one tooltip of the page. Who listens has the meaning as the number's description. */
export function Explanation() {
  return shown.value && <Tip {...shown.value} />;
}

function Tip({ name, meaning, place }: Shown) {
  const box = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (!box.current) return;
    const { width, height } = box.current.getBoundingClientRect();
    const left = place.left + place.width / 2 - width / 2;
    const above = place.top - height - MARGIN;
    box.current.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
    box.current.style.top = `${above >= MARGIN ? above : place.bottom + MARGIN}px`;
  }, [place]);

  return (
    <div ref={box} class="explanation" role="tooltip">
      <strong>{name}</strong> {meaning}
    </div>
  );
}
