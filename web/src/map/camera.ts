import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";

const NEAREST = 2.5;
const FARTHEST = 0.05;
const STEP = 1.35;
const EDGE = 24;
const REST = 160;
const USED = "pointerdown.camera wheel.camera keydown.camera";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CameraListener {
  /** With each change of the scale, and each move. */
  readonly onScale: (scale: number) => void;
  /** When the map has not been moved for a moment. */
  readonly onRest: () => void;
}

/** What part of the map is seen, and how near: wheel, drag, pinch, and the methods move it (d3-zoom). */
export class Camera {
  private readonly behaviour = zoom<HTMLElement, unknown>().scaleExtent([FARTHEST, NEAREST]).clickDistance(4);
  private readonly view;
  private resting: ReturnType<typeof setTimeout> | undefined;
  /** What is fitted again when the viewport changes; null once somebody has begun to use the map. */
  private fitted: (() => void) | null = null;
  private readonly resized = new ResizeObserver(() => this.fitted?.());

  /** `world` is moved within `viewport`. */
  constructor(
    private readonly viewport: HTMLElement,
    private readonly world: HTMLElement,
    private readonly listener: CameraListener,
  ) {
    this.view = select(viewport);
    this.behaviour
      .filter((event: MouseEvent) => !event.button && !(event.type === "dblclick" && isButton(event.target)))
      .on("zoom", ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => this.show(transform));
    this.view.call(this.behaviour);
    this.view.on(USED, () => this.leave(), { passive: true });
    this.resized.observe(viewport);
  }

  close(): void {
    clearTimeout(this.resting);
    this.resized.disconnect();
    this.view.on(".zoom", null).on(USED, null);
  }

  nearer(): void {
    this.leave();
    this.behaviour.scaleBy(this.view, STEP);
  }

  farther(): void {
    this.leave();
    this.behaviour.scaleBy(this.view, 1 / STEP);
  }

  /** The whole box, as large as it fits; what does not fit at the least scale is shown from its beginning. */
  fit(box: Box, leastScale = FARTHEST): void {
    const { clientWidth, clientHeight } = this.viewport;
    if (clientWidth === 0 || clientHeight === 0) return;
    const whole = Math.min((clientWidth - 2 * EDGE) / box.width, (clientHeight - 2 * EDGE) / box.height, 1);
    const scale = Math.max(whole, leastScale);
    const left = Math.max((clientWidth - box.width * scale) / 2, box.width * scale > clientWidth ? EDGE : 0);
    const top = box.height * scale > clientHeight ? EDGE : (clientHeight - box.height * scale) / 2;
    const transform = zoomIdentity.translate(left - box.x * scale, top - box.y * scale).scale(scale);
    this.behaviour.transform(this.view, transform);
    this.fitted = () => this.fit(box, leastScale);
  }

  /** Moves just as far as is needed to see the box. */
  reveal(box: Box): void {
    this.leave();
    const { x, y, k } = this.transform;
    const across = outside(box.x * k + x, box.width * k, this.viewport.clientWidth);
    const down = outside(box.y * k + y, box.height * k, this.viewport.clientHeight);
    if (across || down) this.behaviour.translateBy(this.view, across / k, down / k);
  }

  private leave(): void {
    this.fitted = null;
  }

  private get transform(): ZoomTransform {
    return (this.viewport as HTMLElement & { __zoom: ZoomTransform }).__zoom;
  }

  /** While it moves the world is one picture that is shifted; at rest it is drawn sharply at its scale. */
  private show({ x, y, k }: ZoomTransform): void {
    this.world.classList.add("is-moving");
    this.world.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
    this.listener.onScale(k);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.world.classList.remove("is-moving");
      this.listener.onRest();
    }, REST);
  }
}

/** How far a stretch must be moved to lie within 0 and `size`, with some room. */
function outside(start: number, length: number, size: number): number {
  if (start < EDGE) return EDGE - start;
  const beyond = start + length - (size - EDGE);
  return beyond > 0 ? -beyond : 0;
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button") !== null;
}
