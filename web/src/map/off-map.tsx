import { rowsAt } from "../live/places";
import { FigureButton } from "../parts/figure-button";
import { nameOf } from "./report-table";
import "./off-map.css";

/** Rows of the report that are about no element: conversions from nowhere, or without an email before. */
export function OffMap() {
  const rows = rowsAt(null);
  if (rows.length === 0) return null;
  return (
    <ul class="off-map" aria-label="Beside the map">
      {rows.map(({ value: row }) => (
        <li key={row.id} class="row">
          <span>{nameOf(row)}</span>
          {row.figures.map((figure) => (
            <FigureButton key={figure.name} figure={figure} of={nameOf(row)} named="not" />
          ))}
        </li>
      ))}
    </ul>
  );
}
