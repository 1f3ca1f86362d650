import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icon";
import "./panel.css";

interface Props {
  title: string;
  /** Where Escape and the cross lead. */
  onClose: () => void;
  children: ComponentChildren;
}

/** What is shown beside the map; on a phone, over it. It takes the focus, and gives back what it still has. */
export function Panel({ title, onClose, children }: Props) {
  const heading = useId();
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      // It is gone by now: if it had the focus, nothing has.
      if (before instanceof HTMLElement && document.activeElement === document.body)
        before.focus({ preventScroll: true });
    };
  }, []);

  return (
    <section
      ref={panel}
      class="panel"
      aria-labelledby={heading}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <header class="panel-head">
        <h2 id={heading} title={title}>
          {title}
        </h2>
        <button type="button" class="button is-plain is-icon" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-body">{children}</div>
    </section>
  );
}
