import { memo } from "preact/compat";
import { go, view } from "../address/location";
import { goal, goals } from "../live/current";
import { rowsAt } from "../live/places";
import type { Figure } from "../numbers/figures";
import { isPicking } from "../overlap/comparing";
import { FigureButton } from "../parts/figure-button";
import { Icon } from "../parts/icon";
import { litPath } from "../people/lit-path";
import { drawn } from "./detail";
import { current } from "./keyboard";
import { KINDS } from "./kinds";
import type { PlacedElement } from "./map-plan";
import "./element-card.css";

interface Props {
  element: PlacedElement;
  /** Without numbers, as in a draft. */
  isBare: boolean;
}

/** One element with its numbers. */
export const ElementCard = memo(function ElementCard({ element, isBare }: Props) {
  const { key, kind, family, name, at } = element;
  const hasNumbers = !isBare && rowsAt(key).length > 0;
  const tabIndex = current.value === key ? 0 : -1;
  return (
    <li
      class={["card", ...states(key, hasNumbers || isBare)].join(" ")}
      data-family={family}
      data-element={key}
      style={{ transform: `translate(${at.x}px, ${at.y}px)` }}
    >
      <button
        type="button"
        class="card-head"
        tabIndex={tabIndex}
        aria-label={`${KINDS[kind]}: ${name}`}
        aria-description={isBare ? undefined : "Opens all its numbers"}
        title={name}
        disabled={isBare}
        onClick={() => choose(key)}
      >
        <span class="card-icon">
          <Icon name={kind} size={18} />
        </span>
        <span class="card-name">{name}</span>
      </button>
      {hasNumbers ? (
        <CardNumbers elementKey={key} name={name} tabIndex={tabIndex} />
      ) : (
        <p class="card-kind">{KINDS[kind]}</p>
      )}
    </li>
  );
});

interface NumbersProps {
  elementKey: string;
  name: string;
  tabIndex: 0 | -1;
}

/** What changes with each update, apart from what does not. */
function CardNumbers({ elementKey, name, tabIndex }: NumbersProps) {
  const figures = rowsAt(elementKey).flatMap(({ value }) => value.figures);
  const main = figures.filter(({ rank }) => rank === "main");
  const isWhole = drawn.value === "all";
  const buttons = (some: readonly Figure[]) =>
    some.map((figure) => (
      <FigureButton key={figure.name} figure={figure} of={name} named="label" tabIndex={tabIndex} />
    ));
  return (
    <>
      <div class="card-main">{buttons(isWhole ? main : main.slice(0, 1))}</div>
      {isWhole && <div class="card-line">{buttons(figures.filter(({ rank }) => rank === "line"))}</div>}
    </>
  );
}

/** A goal is picked where the report is about one; any other element shows all its numbers. */
function choose(key: string): void {
  const isOtherGoal = goal.value !== null && key !== goal.value && goals.value.some((one) => one.key === key);
  if (isOtherGoal && !isPicking.value) go({ goal: key });
  else go({ element: key, people: null, contact: null });
}

function states(key: string, hasNumbers: boolean): string[] {
  const path = litPath.value;
  return [
    ...(hasNumbers ? [] : ["is-quiet"]),
    ...(goal.value === key ? ["is-goal"] : []),
    ...(view.value.element === key ? ["is-open"] : []),
    ...(path === null ? [] : [path.elements.has(key) ? "is-lit" : "is-unlit"]),
    ...(path?.hereNow.has(key) ? ["is-here"] : []),
  ];
}
