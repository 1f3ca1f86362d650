import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icon";
import "./dialog.css";

interface Props {
  title: string;
  /** Which step it is, where a title may change and the step be the same; the title, when left out. */
  step?: string;
  /** It is closed already: by Escape, by the cross, or by what its `children` were handed. */
  onClose: () => void;
  /** `close` shuts it. */
  children: (close: () => void) => ComponentChildren;
}

/**
 * Over everything, which stands still meanwhile. The browser keeps the focus in it, and gives it back when it is
 * closed. The title of another step is read out, and has the focus, so that no key pressed too often goes on.
 */
export function Dialog({ title, step = title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef<string | null>(null);
  const id = useId();

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (shown.current !== null) heading.current?.focus();
    shown.current = step;
  }, [step]);

  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header class="dialog-head">
        <h2 ref={heading} id={id} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="button is-plain is-icon" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="dialog-body">{children(close)}</div>
    </dialog>
  );
}
