import { useMemo, useState } from "preact/hooks";
import type { Failure } from "../api/errors";
import { useRequest } from "../api/use-request";
import { OverlapDocument, type OverlapQuery } from "../generated/graphql";
import * as format from "../numbers/format";
import { Icon } from "../parts/icon";
import { FailureNotice } from "../parts/notice";
import { isPhone } from "../parts/phone";
import { distinctly } from "../people/figure-words";
import { liveCount, nameOf } from "../people/group-names";
import { FEWEST, isOverfull, isPicking, MOST, pick, picked, stopComparing } from "./comparing";
import { sentence, sums } from "./sentence";
import { type Upset, upset } from "./upset";
import { UpsetPlot } from "./upset-plot";
import "./overlap-tray.css";

/** While numbers are compared: which are picked, and who is in which of them. */
export function OverlapTray() {
  if (!isPicking.value && picked.value.length === 0) return null;
  return <Tray />;
}

function Tray() {
  const groups = picked.value;
  const names = distinctly(groups.map(nameOf));
  const isEnough = groups.length >= FEWEST;
  const { value, failure, isLoading, again } = useRequest(OverlapDocument, isEnough ? { groups } : null);
  const asOf = useMemo(() => value && new Date().toISOString(), [value]);
  const nameById = new Map(groups.map((id, at) => [id, names[at] ?? id]));
  const plot = isEnough && value ? plotOf(value, nameById) : null;
  const [isUnfolded, setUnfolded] = useState(!isPhone.peek());

  return (
    <section class="tray" aria-label="Compare numbers">
      <header class="tray-head">
        <h2>{plot ? headingOf(plot) : "Compare numbers"}</h2>
        <div class="row">
          {plot && (
            <button type="button" class="button is-small" onClick={again}>
              Refresh
            </button>
          )}
          {plot && (
            <button
              type="button"
              class="button is-small"
              aria-expanded={isUnfolded}
              onClick={() => setUnfolded(!isUnfolded)}
            >
              Plot
            </button>
          )}
          <button
            type="button"
            class="button is-small"
            aria-pressed={isPicking.value}
            onClick={() => {
              if (isPicking.value) setUnfolded(true);
              isPicking.value = !isPicking.value;
            }}
          >
            Pick numbers
          </button>
          <button type="button" class="button is-small is-primary" onClick={stopComparing}>
            Done
          </button>
        </div>
      </header>
      <Chips groups={groups} names={names} plot={plot} />
      <p class="tray-advice small" role="status">
        {adviceFor(groups.length)}
      </p>
      <div class="tray-body" aria-busy={isLoading}>
        <div class="tray-words">
          {failure && isEnough && <Refused failure={failure} names={names} onRetry={again} />}
          {plot && !failure && (
            <>
              <p class="tray-sentence" aria-live="polite">
                {sentence(plot)}
              </p>
              <div class="tray-notes small">
                {asOf && <p class="soft">As of {format.clock(asOf)}</p>}
                {isUnfolded && <Check plot={plot} />}
              </div>
            </>
          )}
        </div>
        {plot && !failure && isUnfolded && <UpsetPlot plot={plot} />}
      </div>
    </section>
  );
}

function adviceFor(count: number): string | null {
  if (isOverfull.value) return `${MOST} numbers are the most. Take one out first.`;
  if (count >= FEWEST) return null;
  const ask =
    count === 0 ? `Pick ${FEWEST} to ${MOST} numbers on the map` : "Pick one more number on the map";
  return isPicking.value ? `${ask}: click it.` : `${ask}: press “Pick numbers”, then click it.`;
}

const headingOf = ({ shared }: Upset) => (shared > 0 ? "Why don't these add up?" : "These add up");

/** The answer has its own groups: while others are asked about, it stays what it is. */
function plotOf({ overlap, nodes }: OverlapQuery, nameById: ReadonlyMap<string, string>): Upset | null {
  if (!overlap) return null;
  const sets = nodes.flatMap((node) => {
    if (!node || !("count" in node)) return [];
    return [{ id: node.id, name: nameById.get(node.id) ?? "One taken out", count: node.count }];
  });
  return upset(sets, overlap);
}

interface ChipsProps {
  groups: readonly string[];
  names: readonly string[];
  plot: Upset | null;
}

function Chips({ groups, names, plot }: ChipsProps) {
  if (groups.length === 0) return null;
  return (
    <ul class="chips" aria-label="Picked">
      {groups.map((id, at) => {
        const count = plot?.sets.find((set) => set.id === id)?.count ?? liveCount(id);
        return (
          <li key={id} class="chip">
            <span class="chip-name">{names[at]}</span>
            {count !== null && <b>{format.count(count)}</b>}
            <button type="button" aria-label={`Take out ${names[at]}`} onClick={() => pick(id)}>
              <Icon name="close" size={14} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** That numbers and bars agree, with the sums for who wants to see them. */
function Check({ plot }: { plot: Upset }) {
  if (!plot.agrees) {
    return (
      <p class="notice is-bad">
        These numbers do not agree with their bars. Refresh; if they still do not, tell whoever runs Footfall.
      </p>
    );
  }
  return (
    <details class="tray-check">
      <summary>The numbers agree with the bars</summary>
      <ul>
        {sums(plot).map((sum) => (
          <li key={sum}>{sum}</li>
        ))}
      </ul>
    </details>
  );
}

interface RefusedProps {
  failure: Failure;
  names: readonly string[];
  onRetry: () => void;
}

/** `groups.1` is one that does not exist; anything else is said as everywhere. */
function Refused({ failure, names, onRetry }: RefusedProps) {
  const [, place] = failure.details.argument?.match(/^groups\.(\d+)$/) ?? [];
  if (place === undefined) return <FailureNotice failure={failure} onRetry={onRetry} />;
  return (
    <p class="notice is-bad" role="alert">
      {names[Number(place)]} is not there: its map is gone, or it belongs to another account. Take it out.
    </p>
  );
}
