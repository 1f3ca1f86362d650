import { go } from "../address/location";
import { automation } from "../live/current";
import { rowsAt } from "../live/places";
import { FigureButton } from "../parts/figure-button";
import { Panel } from "../parts/panel";
import { KINDS } from "./kinds";
import "./element-panel.css";

/** Everything the report says of one element, each number with what it means. */
export function ElementPanel({ elementKey }: { elementKey: string }) {
  const element = automation.value?.elements.find(({ key }) => key === elementKey);
  const close = () => go({ element: null });
  if (!element) {
    return (
      <Panel title="This element is gone" onClose={close}>
        <p>The published map has no element “{elementKey}” any more.</p>
      </Panel>
    );
  }
  const rows = rowsAt(elementKey).map(({ value }) => value);
  return (
    <Panel title={element.name} onClose={close}>
      <p class="soft">{KINDS[element.kind]}</p>
      {rows.length === 0 && <p>This report says nothing about this element.</p>}
      <ul class="element-figures">
        {rows.flatMap(({ id, figures }) =>
          figures.map((figure) => (
            <li key={`${id} ${figure.name}`}>
              <FigureButton figure={figure} of={element.name} />
              <p class="soft small">{figure.meaning}</p>
            </li>
          )),
        )}
      </ul>
    </Panel>
  );
}
