/** The second picture: moved by pointer or arrow keys, snapping to the corners, and hidden by a button. */

import { WORDS, withKey } from "../strings.ts";
import { iconButton, make } from "./dom.ts";
import { type Corner, cornerByKey, keepOnStage, nearestCorner, type Point } from "./inset-position.ts";

export class Inset {
  readonly root = make("div", "inset", { role: "group", tabindex: "0", "aria-label": WORDS.inset });
  private corner: Corner = "top-right";
  private grip: { pointer: number; from: Point; at: Point } | null = null;

  /** @param stage what the inset moves on. */
  constructor(
    private readonly stage: HTMLElement,
    onHide: () => void,
  ) {
    const hide = iconButton("hide-inset", "close", withKey(WORDS.hideInset, "i"));
    hide.addEventListener("click", onHide);
    this.root.append(hide);
    this.root.hidden = true;
    this.settle(this.corner);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("pointerdown", (event) => this.grab(event));
    this.root.addEventListener("pointermove", (event) => this.drag(event));
    this.root.addEventListener("pointerup", (event) => this.release(event));
    this.root.addEventListener("pointercancel", (event) => this.release(event));
  }

  set surface(surface: HTMLElement) {
    surface.className = "surface";
    this.root.querySelector(".surface")?.remove();
    this.root.prepend(surface);
  }

  set shown(shown: boolean) {
    this.root.hidden = !shown;
  }

  private settle(corner: Corner): void {
    this.corner = corner;
    this.root.dataset["corner"] = corner;
    this.root.style.removeProperty("left");
    this.root.style.removeProperty("top");
  }

  private key(event: KeyboardEvent): void {
    if (event.target === this.root && event.key.startsWith("Arrow")) {
      event.preventDefault();
      event.stopPropagation();
      this.settle(cornerByKey(this.corner, event.key));
    }
  }

  private grab(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as Element).closest("button") !== null) {
      return;
    }
    this.root.setPointerCapture(event.pointerId);
    const at = { x: this.root.offsetLeft, y: this.root.offsetTop };
    this.grip = { pointer: event.pointerId, from: { x: event.clientX, y: event.clientY }, at };
    this.root.classList.add("held");
  }

  private drag(event: PointerEvent): void {
    if (this.grip?.pointer === event.pointerId) {
      const { x, y } = this.place(event, this.grip);
      this.root.style.left = `${x}px`;
      this.root.style.top = `${y}px`;
    }
  }

  private release(event: PointerEvent): void {
    if (this.grip?.pointer === event.pointerId) {
      const at = this.place(event, this.grip);
      this.grip = null;
      this.root.classList.remove("held");
      this.settle(nearestCorner(at, this.size, this.stageSize));
    }
  }

  private place(event: PointerEvent, grip: { from: Point; at: Point }): Point {
    const at = { x: grip.at.x + event.clientX - grip.from.x, y: grip.at.y + event.clientY - grip.from.y };
    return keepOnStage(at, this.size, this.stageSize);
  }

  private get size() {
    return { width: this.root.offsetWidth, height: this.root.offsetHeight };
  }

  private get stageSize() {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }
}
