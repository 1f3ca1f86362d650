import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";
import "./popover.css";

const MARGIN = 12;

interface Props {
  /** What the button says. */
  label: ComponentChildren;
  /** What is opened, for who listens. */
  title: string;
  /** Looks like a word in a sentence rather than a button. */
  isInline?: boolean;
  /** A small button. */
  isSmall?: boolean;
  /** Whether it is open when it comes. */
  isOpenAtFirst?: boolean;
  /** `close` shuts it and gives the focus back to the button. */
  children: (close: () => void) => ComponentChildren;
}

/**
 * A button that opens a small dialog below itself, moved where it would not fit into the page; Escape, and
 * a click or the focus elsewhere, close it. What is chosen in it has the focus, or else the first thing.
 */
export function Popover({
  label,
  title,
  isInline = false,
  isSmall = false,
  isOpenAtFirst = false,
  children,
}: Props) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const root = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const dialog = useRef<HTMLDivElement>(null);
  const id = useId();

  function close(): void {
    setOpen(false);
    button.current?.focus();
  }

  useLayoutEffect(() => {
    const box = dialog.current;
    if (!isOpen || !box) return;
    const resized = new ResizeObserver(() => keepInside(box));
    resized.observe(box);
    keepInside(box);
    return () => resized.disconnect();
  }, [isOpen]);

  useEffect(() => {
    if (!isOpen) return;
    const first =
      dialog.current?.querySelector<HTMLElement>("[aria-current=true]") ??
      dialog.current?.querySelector<HTMLElement>("input, select, button");
    first?.focus();
    const closeOutside = ({ target }: Event) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    addEventListener("pointerdown", closeOutside);
    return () => removeEventListener("pointerdown", closeOutside);
  }, [isOpen]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape from the button or the dialog, wherever the focus is
    <span
      ref={root}
      class="popover"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.preventDefault();
        close();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !root.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class={isInline ? "popover-word" : `button${isSmall ? " is-small" : ""}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
        <Icon name="down" size={16} />
      </button>
      {isOpen && (
        <div ref={dialog} id={id} class="popover-content" role="dialog" aria-label={title}>
          {children(close)}
        </div>
      )}
    </span>
  );
}

function keepInside(box: HTMLElement): void {
  box.style.translate = "";
  const beyond = box.getBoundingClientRect().right + MARGIN - document.documentElement.clientWidth;
  if (beyond > 0) box.style.translate = `${-beyond}px`;
}
