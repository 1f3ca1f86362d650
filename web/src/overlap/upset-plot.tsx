import { go, view } from "../address/location";
import * as format from "../numbers/format";
import { remember } from "../people/group-names";
import { combinationTitle, combinationWords, sentence } from "./sentence";
import type { Combination, Upset } from "./upset";
import "./upset-plot.css";

/** Pixels. */
const TALLEST = 60;

/** Sets are rows, combinations columns; who listens hears a table of who is in what. */
export function UpsetPlot({ plot }: { plot: Upset }) {
  const { sets, combinations } = plot;
  const largest = Math.max(1, ...sets.map(({ count }) => count));
  return (
    <div class="upset-scroll">
      <table class="upset">
        <caption class="spoken">
          {sentence(plot)} Columns are combinations, largest first; each contact is in exactly one.
        </caption>
        <thead>
          <tr>
            <th scope="col" class="upset-size">
              <span class="label">Size</span>
            </th>
            <th scope="col" class="upset-name">
              <span class="label">Number</span>
            </th>
            {combinations.map((combination) => (
              <Head key={combination.id} combination={combination} plot={plot} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sets.map(({ id, name, count }, at) => (
            <tr key={id}>
              <td class="upset-size">
                <button
                  type="button"
                  aria-label={`${format.people(count)}: ${name}`}
                  aria-pressed={view.value.people === id}
                  onClick={() => open(id)}
                >
                  <b>{format.count(count)}</b>
                  <span class="upset-length" style={{ inlineSize: `${(count / largest) * 100}%` }} />
                </button>
              </td>
              <th scope="row" class="upset-name">
                <span title={name}>{name}</span>
              </th>
              {combinations.map((combination) => (
                <Dot key={combination.id} combination={combination} at={at} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ combination, plot }: { combination: Combination; plot: Upset }) {
  const { id, count } = combination;
  const words = combinationWords(combination, plot);
  const largest = plot.combinations[0]?.count ?? 1;
  return (
    <th scope="col" class="upset-bar">
      <button
        type="button"
        title={words}
        aria-label={`${format.people(count)} ${words}`}
        aria-pressed={view.value.people === id}
        onClick={() => {
          remember(id, combinationTitle(combination, plot));
          open(id);
        }}
      >
        <b>{format.count(count)}</b>
        <span style={{ blockSize: `${Math.max(2, (count / largest) * TALLEST)}px` }} />
      </button>
    </th>
  );
}

/** A dot, filled for who is in; filled ones of a column are joined by a line. */
function Dot({ combination: { isIn }, at }: { combination: Combination; at: number }) {
  const isMember = isIn[at] ?? false;
  const isAbove = isIn.slice(0, at + 1).includes(true) && isIn.slice(at + 1).includes(true);
  const isBelow = isIn.slice(0, at).includes(true) && isIn.slice(at).includes(true);
  const joined = `${isAbove ? " is-joined-down" : ""}${isBelow ? " is-joined-up" : ""}`;
  return (
    <td class={`upset-dot${isMember ? " is-in" : ""}${joined}`}>
      <span class="spoken">{isMember ? "in" : "not in"}</span>
    </td>
  );
}

function open(group: string): void {
  go({ people: group, contact: null, element: null });
}
