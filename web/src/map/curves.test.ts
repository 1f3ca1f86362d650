import { expect, it } from "vitest";
import { along, curve, pathOf } from "./curves";

const HERE = { x: 0, y: 0 };

it("leads from the lower edge to the upper edge of what is below", () => {
  expect(pathOf(curve(HERE, { x: 0, y: 212 }))).toBe("M118 112C118 158.5 118 158.5 118 205");
});

it("leads from side to side where the other is as high", () => {
  const { start, end } = curve(HERE, { x: 436, y: 0 });
  expect([start, end]).toEqual([
    { x: 236, y: 56 },
    { x: 429, y: 56 },
  ]);
  const back = curve({ x: 436, y: 0 }, HERE);
  expect([back.start, back.end]).toEqual([
    { x: 436, y: 56 },
    { x: 243, y: 56 },
  ]);
});

it("leads around the right to what is above", () => {
  const up = curve({ x: 0, y: 400 }, HERE);
  expect([up.start.x, up.end.x]).toEqual([236, 243]);
  expect(up.first.x).toBeGreaterThan(300);
});

it("leads around a card that stands between, on the side that is free", () => {
  const between = { x: 0, y: 164 };
  const right = curve(HERE, { x: 0, y: 328 }, [between]);
  expect([right.start.x, right.end.x]).toEqual([236, 243]);
  const besides = { x: 272, y: 164 };
  const left = curve(HERE, { x: 0, y: 328 }, [between, besides, { x: 544, y: 164 }]);
  expect([left.start.x, left.end.x]).toEqual([0, -7]);
});

it("keeps apart what joins the same two cards", () => {
  const [one, two] = [curve(HERE, { x: 0, y: 212 }, [], 0), curve(HERE, { x: 0, y: 212 }, [], 1)];
  expect(two.start.x - one.start.x).toBe(46);
});

it("begins and ends where it should", () => {
  const down = curve(HERE, { x: 80, y: 212 });
  expect([along(down, 0), along(down, 1)]).toEqual([down.start, down.end]);
  expect(along(down, 0.5)).toEqual({ x: 158, y: 158.5 });
});
