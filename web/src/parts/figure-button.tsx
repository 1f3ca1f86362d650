import { memo } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import { go, view } from "../address/location";
import type { Figure } from "../numbers/figures";
import { isPicking, pick, picked } from "../overlap/comparing";
import { explain, stopExplaining } from "./explanation";
import { notice } from "./noticed";
import "./figure-button.css";

/** More characters than fit three times beside each other in a card, at their usual size. */
const LONG = 6;

interface Props {
  figure: Figure;
  /** Where the figure is, for who does not see it: `Welcome aboard`. */
  of: string;
  /** What stands beside the number: its name, its label, or nothing. */
  named?: "name" | "label" | "not";
  /** -1 where Tab would have too many to walk through. */
  tabIndex?: 0 | -1;
}

/** A number: what it means on hover and focus, the people behind it on click. Changes are noticed softly. */
export const FigureButton = memo(function FigureButton({ figure, of, named = "name", tabIndex = 0 }: Props) {
  const shown = useRef<HTMLElement>(null);
  useNoticed(shown, figure);
  const { group } = figure;
  const isChosen = group !== null && (view.value.people === group || picked.value.includes(group));
  const about = {
    class: `figure is-${figure.rank}${figure.text.length > LONG ? " is-long" : ""}${isChosen ? " is-chosen" : ""}`,
    "data-figure": figure.name,
    onPointerEnter: (event: PointerEvent) => explain(event.currentTarget as Element, figure),
    onPointerLeave: stopExplaining,
    onFocus: (event: FocusEvent) => explain(event.currentTarget as Element, figure),
    onBlur: stopExplaining,
  };
  const words = named === "name" ? figure.name : figure.label;
  const spoken = `${figure.text} ${named === "not" ? figure.name : words}, ${of}`;
  const text = (
    <>
      <b ref={shown}>{figure.text}</b>
      {named !== "not" && <span>{words}</span>}
    </>
  );
  if (group === null) {
    return (
      <span {...about} role="img" tabIndex={tabIndex} aria-label={`${spoken}. ${figure.meaning}`}>
        {text}
      </span>
    );
  }
  return (
    <button
      type="button"
      {...about}
      tabIndex={tabIndex}
      aria-label={spoken}
      aria-description={figure.meaning}
      aria-pressed={isChosen}
      onClick={() => (isPicking.value ? pick(group) : go({ people: group, contact: null, element: null }))}
    >
      {text}
    </button>
  );
});

/** Tints the number for a moment when it has changed, not when another one has taken its place. */
function useNoticed(shown: { current: HTMLElement | null }, { text, group }: Figure): void {
  const before = useRef({ text, group });
  useEffect(() => {
    const isNews = before.current.group === group && before.current.text !== text;
    before.current = { text, group };
    if (isNews && shown.current) notice(shown.current);
  }, [shown, text, group]);
}
