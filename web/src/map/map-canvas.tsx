import { automation, report } from "../live/current";
import { FigureButton } from "../parts/figure-button";

/** The map, with its numbers. */
export function MapCanvas() {
  const rows = report.value?.rows.value ?? [];
  return (
    <ul class="map-canvas">
      {automation.value?.elements.map((element) => (
        <li key={element.key}>
          {element.name}
          {rows
            .filter((row) => row.value.kind === "element" && row.value.at === element.key)
            .flatMap((row) => row.value.figures)
            .map((figure) => (
              <FigureButton key={figure.name} figure={figure} of={element.name} />
            ))}
        </li>
      ))}
    </ul>
  );
}
