import { useComputed, useSignal } from "@preact/signals";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { view } from "../address/location";
import { report } from "../live/current";
import { isPicking } from "../overlap/comparing";
import { Icon } from "../parts/icon";
import { Camera } from "./camera";
import { ConnectorCurves, ConnectorLabels } from "./connectors";
import { type Detail, detailAt, drawn, readableScale } from "./detail";
import type { Drawing } from "./drawing";
import { ElementCard } from "./element-card";
import { FunnelSteps } from "./funnel-steps";
import { current, next } from "./keyboard";
import { bounds, CARD } from "./layout";
import { planned } from "./map-plan";
import { showMoves } from "./moves";
import "./map-canvas.css";

interface Props {
  drawing: Drawing;
  /** Id of the automation whose contacts are seen moving; null: without numbers, a draft. */
  automation: string | null;
}

const CLASSES: Record<Detail, string> = { all: "", far: "is-far", farther: "is-far is-farther" };
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** The map as its author drew it, with live numbers: dragged, zoomed, and walked with the arrow keys. */
export function MapCanvas({ drawing, automation }: Props) {
  const plan = useMemo(() => planned(drawing), [drawing]);
  const all = useMemo(() => bounds(plan.elements.map(({ at }) => at)), [plan]);
  const { x, y, width, height } = all;
  const leastScale = readableScale(plan.elements.length);
  const viewport = useRef<HTMLDivElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const moving = useRef<HTMLDivElement>(null);
  const camera = useRef<Camera | null>(null);
  const scale = useSignal(1);
  const detail = useComputed(() => CLASSES[detailAt(scale.value)]);

  useEffect(() => {
    if (!viewport.current || !world.current) return;
    const opened = new Camera(viewport.current, world.current, {
      onScale: (zoomed) => {
        scale.value = zoomed;
      },
      onRest: () => {
        drawn.value = detailAt(scale.value);
      },
    });
    camera.current = opened;
    return () => opened.close();
  }, [scale]);

  // A version that leaves every card in its place leaves what is seen of the map, too.
  useEffect(() => {
    camera.current?.fit({ x, y, width, height }, leastScale);
    drawn.value = detailAt(scale.value);
  }, [x, y, width, height, leastScale, scale]);

  useEffect(() => {
    if (!plan.byKey.has(current.peek() ?? "")) current.value = plan.elements[0]?.key ?? null;
  }, [plan]);

  const reveal = useCallback(
    (key: string | null) => {
      const element = plan.byKey.get(key ?? "");
      if (element) camera.current?.reveal({ ...element.at, ...CARD });
    },
    [plan],
  );

  // A panel takes room from the map: what it is about shall not move from under the pointer, nor out of sight.
  const isPanelOpen = view.value.people !== null || view.value.element !== null;
  useLayoutEffect(() => {
    if (isPanelOpen) reveal(view.value.element ?? current.peek());
  }, [isPanelOpen, reveal]);

  useEffect(() => {
    if (automation === null || !moving.current || STILL.matches) return;
    return showMoves(automation, plan, moving.current);
  }, [automation, plan]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const element = next(plan, event.key);
    if (element) {
      current.value = element.key;
      viewport.current
        ?.querySelector<HTMLElement>(`[data-element="${CSS.escape(element.key)}"] button`)
        ?.focus();
    } else if (event.key === "+" || event.key === "=") camera.current?.nearer();
    else if (event.key === "-") camera.current?.farther();
    else if (event.key === "0") camera.current?.fit(all);
    else return;
    event.preventDefault();
  }

  function onFocusIn({ target }: FocusEvent): void {
    if (!(target instanceof Element)) return;
    const key = target.closest<HTMLElement>("[data-element]")?.dataset.element;
    if (!key) return;
    current.value = key;
    viewport.current?.scrollTo(0, 0); // the browser scrolled to what has the focus; the camera does that
    if (target.matches(":focus-visible")) reveal(key); // not under a pointer that is about to click
  }

  const isCounting = report.value !== null && report.value.asOf.value === null;
  return (
    <div class={`map-canvas${isPicking.value ? " is-picking" : ""}${isCounting ? " is-counting" : ""}`}>
      <section
        ref={viewport}
        class="map-viewport"
        aria-label="Map"
        aria-description="The arrow keys lead from element to element, plus and minus zoom, 0 shows all."
        onKeyDown={onKeyDown}
        onFocusIn={onFocusIn}
      >
        <div ref={world} class="map-world">
          <div class={detail}>
            <ConnectorCurves plan={plan} />
            {view.value.report === "FUNNEL_CONVERSION" && automation !== null && <FunnelSteps plan={plan} />}
            <div ref={moving} class="map-moves" aria-hidden="true" />
            <ConnectorLabels plan={plan} />
            <ol aria-label="Elements">
              {plan.elements.map((element) => (
                <ElementCard key={element.key} element={element} isBare={automation === null} />
              ))}
            </ol>
          </div>
        </div>
      </section>
      <fieldset class="map-tools">
        <legend class="spoken">Zoom</legend>
        <button
          type="button"
          class="button is-icon"
          aria-label="Zoom in"
          onClick={() => camera.current?.nearer()}
        >
          <Icon name="plus" />
        </button>
        <button
          type="button"
          class="button is-icon"
          aria-label="Zoom out"
          onClick={() => camera.current?.farther()}
        >
          <Icon name="minus" />
        </button>
        <button
          type="button"
          class="button is-icon"
          aria-label="Show all"
          onClick={() => camera.current?.fit(all)}
        >
          <Icon name="fit" />
        </button>
      </fieldset>
    </div>
  );
}
