/** Draws pictures of one track on a canvas. */

import type { Picture } from "./picture-decoder.ts";

export class Painter {
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor(private readonly canvas: OffscreenCanvas) {
    const context = canvas.getContext("2d", { alpha: false, desynchronized: true });
    if (context === null) {
      throw new Error("this browser gives no drawing context to a worker");
    }
    this.context = context;
  }

  /** Draw the picture at its own size, and close it. */
  draw(picture: Picture): { width: number; height: number } {
    const [width, height] =
      picture instanceof VideoFrame
        ? [picture.displayWidth, picture.displayHeight]
        : [picture.width, picture.height];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.context.drawImage(picture, 0, 0);
    picture.close();
    return { width, height };
  }

  clear(): void {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}
