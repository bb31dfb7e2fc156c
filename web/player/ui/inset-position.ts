/** Where the second picture sits on the first: always in a corner, dragged freely between them. */

export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** The corner nearest to an inset whose top left is at `at`. */
export function nearestCorner(at: Point, inset: Size, stage: Size): Corner {
  const vertical = at.y + inset.height / 2 < stage.height / 2 ? "top" : "bottom";
  const horizontal = at.x + inset.width / 2 < stage.width / 2 ? "left" : "right";
  return `${vertical}-${horizontal}`;
}

/** The corner that an arrow key leads to; the same one where there is none further, or the key is another. */
export function cornerByKey(corner: Corner, key: string): Corner {
  let [vertical, horizontal] = corner.split("-") as ["top" | "bottom", "left" | "right"];
  if (key === "ArrowUp") {
    vertical = "top";
  } else if (key === "ArrowDown") {
    vertical = "bottom";
  } else if (key === "ArrowLeft") {
    horizontal = "left";
  } else if (key === "ArrowRight") {
    horizontal = "right";
  }
  return `${vertical}-${horizontal}`;
}

/** The nearest place to `at` where the inset is wholly on the stage. */
export function keepOnStage(at: Point, inset: Size, stage: Size): Point {
  return {
    x: Math.max(0, Math.min(at.x, stage.width - inset.width)),
    y: Math.max(0, Math.min(at.y, stage.height - inset.height)),
  };
}
