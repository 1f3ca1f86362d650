import { computed } from "@preact/signals";
import { memo } from "preact/compat";
import { report } from "../live/current";
import { rowOfConnector } from "../live/places";
import { FigureButton } from "../parts/figure-button";
import { litPath } from "../people/lit-path";
import { along, pathOf } from "./curves";
import { drawn } from "./detail";
import { current } from "./keyboard";
import type { MapPlan, PlacedConnector } from "./map-plan";
import "./connectors.css";

const THINNEST = 1.5;
const THICKEST = 11;

/** Around the most that passed any connector, rounded up, so that widths change seldom. */
const widestFlow = computed(() => {
  let most = 1;
  for (const row of report.value?.rows.value ?? []) {
    if (row.value.kind === "connector") most = Math.max(most, row.value.figures[0]?.count ?? 0);
  }
  return 2 ** (Math.ceil(Math.log2(most) * 4) / 4);
});

/** The curves. Their width is by how many passed; what stands at them is in ConnectorLabels. */
export const ConnectorCurves = memo(function ConnectorCurves({ plan }: { plan: MapPlan }) {
  return (
    <svg class="connectors" aria-hidden="true" width="1" height="1">
      <title>Connectors</title>
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="3"
          refY="4"
          markerWidth="11"
          markerHeight="11"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8z" class="arrow" />
        </marker>
      </defs>
      {plan.connectors.map((connector) => (
        <ConnectorCurve key={connector.key} connector={connector} />
      ))}
    </svg>
  );
});

function ConnectorCurve({ connector }: { connector: PlacedConnector }) {
  const row = rowOfConnector(connector.key);
  const passed = row?.value.figures[0]?.count ?? 0;
  const width = passed === 0 ? THINNEST : THINNEST + THICKEST * Math.sqrt(passed / widestFlow.value);
  return (
    <path
      class={`connector${stateOf(connector)}${row && passed === 0 ? " is-unused" : ""}`}
      d={pathOf(connector.curve)}
      style={{ "--flow": Math.round(width * 2) / 2 }}
      marker-end="url(#arrow)"
    />
  );
}

/** What stands at the middle of each curve: its label, how many passed, and which share that is. */
export const ConnectorLabels = memo(function ConnectorLabels({ plan }: { plan: MapPlan }) {
  return (
    <ul class="connector-labels">
      {plan.connectors.map((connector) => (
        <ConnectorLabel key={connector.key} plan={plan} connector={connector} />
      ))}
    </ul>
  );
});

function ConnectorLabel({ plan, connector }: { plan: MapPlan; connector: PlacedConnector }) {
  const row = rowOfConnector(connector.key);
  if (drawn.value === "farther" || (!row && !connector.label)) return null;
  const figures = row?.value.figures ?? [];
  const middle = along(connector.curve, connector.labelAt);
  const of = `${nameOf(plan, connector.source)} to ${nameOf(plan, connector.target)}`;
  return (
    <li
      class={`connector-label${stateOf(connector)}`}
      data-connector={connector.key}
      style={{ transform: `translate(${middle.x}px, ${middle.y}px) translate(-50%, -50%)` }}
    >
      {connector.label && <strong>{connector.label}</strong>}
      {(drawn.value === "all" ? figures : figures.slice(0, 1)).map((figure) => (
        <FigureButton
          key={figure.name}
          figure={figure}
          of={of}
          named="not"
          tabIndex={current.value === connector.source ? 0 : -1}
        />
      ))}
    </li>
  );
}

function nameOf({ byKey }: MapPlan, key: string): string {
  return byKey.get(key)?.name ?? key;
}

function stateOf({ key }: PlacedConnector): string {
  const path = litPath.value;
  if (path === null) return "";
  return path.connectors.has(key) ? " is-lit" : " is-unlit";
}
