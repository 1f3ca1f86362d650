import { automation, goal, report } from "../live/current";
import type { Kind, Row } from "../live/rows";
import { FigureButton } from "../parts/figure-button";
import "./report-table.css";

const TITLES: Record<Kind, string> = {
  element: "Elements",
  connector: "Connectors",
  step: "Steps",
  point: "Where they were when they achieved the goal",
  email: "The last email before that",
};
const ORDER: readonly Kind[] = ["element", "point", "email", "step", "connector"];

/** The report as tables: every row, those that have no place on the map, too. */
export function ReportTable() {
  const rows = (report.value?.rows.value ?? []).map(({ value }) => value);
  return (
    <div class="report-table">
      {ORDER.map((kind) => {
        const some = rows.filter((row) => row.kind === kind);
        return some.length > 0 && <Part key={kind} title={TITLES[kind]} rows={some} />;
      })}
    </div>
  );
}

function Part({ title, rows }: { title: string; rows: readonly Row[] }) {
  const names = [...new Set(rows.flatMap(({ figures }) => figures.filter(isColumn).map(({ name }) => name)))];
  return (
    <table class="table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          {names.map((name) => (
            <th key={name} scope="col" class="is-number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{nameOf(row)}</th>
            {names.map((name) => {
              const figure = row.figures.find((one) => one.name === name);
              return (
                <td key={name} class="is-number">
                  {figure && <FigureButton figure={figure} of={nameOf(row)} named="not" />}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isColumn = ({ rank }: { rank: string }) => rank !== "panel";

/** What a row is about, in words. */
export function nameOf({ kind, at, from }: Row): string {
  const map = automation.value;
  const name = (key: string | null) =>
    map?.elements.find((element) => element.key === key)?.name ?? key ?? "";
  switch (kind) {
    case "connector": {
      const connector = map?.connectors.find(({ key }) => key === at);
      if (!connector) return at ?? "";
      const label = connector.label ? ` (${connector.label})` : "";
      return `${name(connector.source.key)} → ${name(connector.target.key)}${label}`;
    }
    case "step":
      return `${name(from)} → ${name(at)}`;
    case "point":
      return at === null ? "Nowhere on the map" : at === goal.value ? `${name(at)} itself` : name(at);
    case "email":
      return at === null ? "No email" : name(at);
    case "element":
      return name(at);
  }
}
