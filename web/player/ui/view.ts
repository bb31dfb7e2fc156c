/** The player's shadow tree. */

import type { PlayerStats } from "../stats.ts";
import { WORDS } from "../strings.ts";
import { Banner } from "./banner.ts";
import { Controls } from "./controls.ts";
import { iconElement, make } from "./dom.ts";
import { Inset } from "./inset.ts";
import { actOnKey } from "./keyboard.ts";
import type { Actions, Model } from "./model.ts";
import { Overlay } from "./overlay.ts";
import { STYLES } from "./styles.ts";

/** Controls fade after this long without a movement, unless the keyboard is in them. */
const QUIET_AFTER_MS = 2_500;

export class View {
  readonly stage = make("div", "stage", { role: "region", "aria-label": WORDS.player, tabindex: "0" });
  private readonly screen = make("div", "screen");
  private readonly poster = make("img", "poster", { alt: "" });
  private readonly invitation = make("button", "invitation", { type: "button" });
  private readonly inset: Inset;
  private readonly overlay = new Overlay();
  private readonly banner: Banner;
  private readonly controls: Controls;
  private volume = 1;
  private quietTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: ShadowRoot,
    private readonly actions: Actions,
  ) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
    this.inset = new Inset(this.stage, () => actions.toggleInset());
    this.banner = new Banner(actions);
    this.controls = new Controls(actions);
    this.invitation.append(iconElement("muted"), WORDS.unmuteInvitation);
    this.poster.addEventListener("load", () => (this.poster.hidden = false));
    this.poster.hidden = true;
    this.invitation.addEventListener("click", () => actions.toggleMute());
    this.screen.addEventListener("dblclick", () => actions.toggleFullScreen());
    this.stage.append(this.screen, this.poster, this.inset.root, this.banner.root, this.overlay.root);
    this.stage.append(this.invitation, this.controls.root, this.banner.spoken);
    root.append(this.stage);
    this.stage.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["pointermove", "pointerdown", "focusin", "keydown"]) {
      this.stage.addEventListener(name, () => this.stir());
    }
    this.stage.addEventListener("pointerleave", () => this.calm());
  }

  show(main: HTMLElement, inset: HTMLElement): void {
    main.className = "surface";
    this.screen.replaceChildren(main);
    this.inset.surface = inset;
  }

  render(model: Model): void {
    this.volume = model.volume;
    this.hang(model.poster);
    if (this.stage.dataset["state"] !== model.state) {
      this.stage.dataset["state"] = model.state;
      this.stir();
    }
    this.banner.update(model);
    this.controls.update(model);
    this.controls.root.hidden = !model.controls || model.state === "unsupported";
    this.invitation.hidden = !(model.controls && model.inviteSound && model.state === "live");
    this.inset.shown = model.hasInset && model.insetShown && (model.state === "live" || model.state === "away");
    this.overlay.shown = model.overlayShown;
  }

  figures(stats: PlayerStats): void {
    if (this.overlay.shown) {
      this.overlay.update(stats);
    }
  }

  /** Act on a key as if the player had the focus; whether it meant something. */
  press(event: KeyboardEvent): boolean {
    return actOnKey(event, this.volume, this.actions);
  }

  private hang(poster: string | null): void {
    if ((this.poster.getAttribute("src") ?? null) !== poster) {
      this.poster.hidden = true;
      if (poster === null) {
        this.poster.removeAttribute("src");
      } else {
        this.poster.src = poster;
      }
    }
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (!wantsItself(target, event.key) && this.press(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private stir(): void {
    this.stage.classList.remove("quiet");
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(() => this.calm(), QUIET_AFTER_MS);
  }

  private calm(): void {
    const inUse = this.stage.querySelector(".controls :focus-visible, .inset:focus-visible") !== null;
    this.stage.classList.toggle("quiet", !inUse);
  }
}

/** Whether what has the focus means something else by this key: a menu finds its lines by letters. */
function wantsItself(target: Element, key: string): boolean {
  if (target.matches("select")) {
    return true;
  }
  return target.matches("button") ? key === " " : target.matches("input") && key.startsWith("Arrow");
}
