import { useEffect, useMemo, useState } from "preact/hooks";
import { useRequest } from "../api/use-request";
import {
  type AttributionModel,
  SourcesDocument,
  type SourcesQuery,
  type TrackingDimension,
} from "../generated/graphql";
import { automation } from "../live/current";
import type { Figure } from "../numbers/figures";
import * as format from "../numbers/format";
import { FigureButton } from "../parts/figure-button";
import { FailureNotice } from "../parts/notice";
import { remember } from "./group-names";
import "./sources.css";

const DIMENSIONS: Record<TrackingDimension, string> = {
  SOURCE: "lead source",
  MEDIUM: "medium",
  CAMPAIGN: "campaign",
  CONTENT: "content",
  TERM: "term",
};
const MODELS: Record<AttributionModel, string> = { FIRST: "first", LAST: "last" };
const FEW = 10;
const MOST = 500;

type Breakdown = NonNullable<NonNullable<SourcesQuery["automation"]>["tracking"]>;

/** Where the people of a group, called `of`, came from. */
export function Sources({ group, of }: { group: string; of: string }) {
  const [model, setModel] = useState<AttributionModel>("FIRST");
  const [dimension, setDimension] = useState<TrackingDimension>("SOURCE");
  const [first, setFirst] = useState(FEW);
  const map = automation.value?.id;
  const asked = map ? { automation: map, model, dimension, within: group, first } : null;
  const { value, failure, isLoading, again } = useRequest(SourcesDocument, asked);
  const breakdown = value?.automation?.tracking;
  const asOf = useMemo(() => value && new Date().toISOString(), [value]);
  if (failure) return <FailureNotice failure={failure} onRetry={again} />;
  return (
    <>
      {asOf && <p class="as-of soft small">As of {format.clock(asOf)}</p>}
      <div class="row sources-by">
        <span>By</span>
        <Choice label="Which touch" words={MODELS} value={model} onChange={setModel} />
        <Choice
          label="Of what"
          words={DIMENSIONS}
          value={dimension}
          onChange={(chosen) => {
            setDimension(chosen);
            setFirst(FEW);
          }}
        />
      </div>
      {breakdown ? (
        <Values
          breakdown={breakdown}
          by={`${MODELS[model]} ${DIMENSIONS[dimension]}`}
          of={of}
          isBusy={isLoading}
          onMore={first === FEW ? () => setFirst(MOST) : null}
        />
      ) : (
        <p class="soft">Loading…</p>
      )}
    </>
  );
}

interface ChoiceProps<Key extends string> {
  label: string;
  words: Record<Key, string>;
  value: Key;
  onChange: (chosen: Key) => void;
}

function Choice<Key extends string>({ label, words, value, onChange }: ChoiceProps<Key>) {
  return (
    <select
      class="field"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as Key)}
    >
      {Object.entries<string>(words).map(([key, word]) => (
        <option key={key} value={key}>
          {word}
        </option>
      ))}
    </select>
  );
}

interface ValuesProps {
  breakdown: Breakdown;
  /** `first lead source`. */
  by: string;
  of: string;
  isBusy: boolean;
  /** Shows the other values, too; null: as many as there can be are shown. */
  onMore: (() => void) | null;
}

function Values({ breakdown, by, of, isBusy, onMore }: ValuesProps) {
  const { rows, others, distinct, total } = breakdown;
  const largest = Math.max(others.count, ...rows.map(({ contacts }) => contacts.count));
  const beyond = distinct - rows.filter(({ value }) => value !== null).length;
  const more = `${format.count(beyond)} more ${beyond === 1 ? "value" : "values"}`;

  useEffect(() => {
    for (const { value, contacts } of rows) remember(contacts.id, `${of}, ${by} ${value ?? "unknown"}`);
    remember(others.id, `${of}, another ${by}`);
  }, [rows, others, of, by]);

  if (total.count === 0)
    return <p class="soft">Nobody is in this group, so there is nothing to break down.</p>;
  return (
    <div aria-busy={isBusy}>
      <table class="table sources">
        <caption class="spoken">
          {of}, by {by}
        </caption>
        <thead>
          <tr>
            <th scope="col">{by.charAt(0).toUpperCase() + by.slice(1)}</th>
            <th scope="col" class="is-number">
              Contacts
            </th>
            <th scope="col" class="is-number">
              Share
            </th>
            <th scope="col" class="is-number">
              Lifetime value
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, value, contacts, share, lifetimeValue }) => (
            <tr key={id}>
              <Value name={value ?? `No ${by}`} isNone={value === null} part={contacts.count / largest} />
              <Count group={contacts} name={value ?? `No ${by}`} of={of} by={by} />
              <td class="is-number">{format.rate(share)}</td>
              <td class="is-number">{format.money(lifetimeValue)}</td>
            </tr>
          ))}
          {beyond > 0 && (
            <tr>
              <Value name={`And ${more}`} isNone part={others.count / largest} />
              <Count group={others} name={more} of={of} by={by} />
              <td class="is-number">{format.rate(others.count / total.count)}</td>
              <td />
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td class="is-number">{format.count(total.count)}</td>
            <td />
            <td />
          </tr>
        </tfoot>
      </table>
      {beyond > 0 && onMore && (
        <button type="button" class="button is-small" onClick={onMore}>
          Show {more}
        </button>
      )}
    </div>
  );
}

/** A value over a bar; `part` of the longest one. */
function Value({ name, isNone, part }: { name: string; isNone: boolean; part: number }) {
  return (
    <th scope="row" class={isNone ? "is-none" : undefined}>
      {name}
      <span class="source-bar" style={{ inlineSize: `${Math.max(1, part * 100)}%` }} />
    </th>
  );
}

interface CountProps {
  group: { id: string; count: number };
  name: string;
  of: string;
  by: string;
}

function Count({ group, name, of, by }: CountProps) {
  const figure: Figure = {
    name,
    label: name,
    text: format.count(group.count),
    meaning: `${of}: those of them by their ${by}.`,
    group: group.id,
    count: group.count,
    rank: "line",
  };
  return (
    <td class="is-number">
      <FigureButton figure={figure} of={of} named="not" />
    </td>
  );
}
