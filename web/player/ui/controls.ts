/** The bar of controls. */

import { WORDS, withKey } from "../strings.ts";
import { iconButton, make, setButton } from "./dom.ts";
import type { Actions, Model } from "./model.ts";
import { SoundMenu } from "./sound-menu.ts";

export class Controls {
  readonly root = make("div", "controls", { role: "group", "aria-label": WORDS.controls });
  private readonly play = iconButton("play", "stop", withKey(WORDS.stop, "space"));
  private readonly mute = iconButton("mute", "sound", withKey(WORDS.mute, "m"));
  private readonly volume = make("input", "volume", {
    type: "range",
    min: "0",
    max: "100",
    step: "5",
    "aria-label": WORDS.volume,
  });
  private readonly sounds: SoundMenu;
  private readonly badge = make("span", "badge", { "aria-hidden": "true" });
  private readonly inset = iconButton("toggle-inset", "inset", withKey(WORDS.hideInset, "i"));
  private readonly latency = iconButton("latency", "latency", withKey(WORDS.latency, "l"));
  private readonly pip = iconButton("pip", "pip", withKey(WORDS.pictureInPicture, "p"));
  private readonly full = iconButton("full", "fullScreen", withKey(WORDS.fullScreen, "f"));

  constructor(actions: Actions) {
    this.badge.textContent = WORDS.live;
    this.play.addEventListener("click", () => actions.togglePlay());
    this.mute.addEventListener("click", () => actions.toggleMute());
    this.volume.addEventListener("input", () => actions.setVolume(this.volume.valueAsNumber / 100));
    this.inset.addEventListener("click", () => actions.toggleInset());
    this.latency.addEventListener("click", () => actions.toggleOverlay());
    this.pip.addEventListener("click", () => actions.togglePip());
    this.full.addEventListener("click", () => actions.toggleFullScreen());
    this.sounds = new SoundMenu(actions);
    const space = make("span", "space");
    this.root.append(this.play, this.mute, this.volume, this.sounds.root, this.badge, space);
    this.root.append(this.inset, this.latency, this.pip, this.full);
  }

  update(model: Model): void {
    const running = model.state !== "idle" && model.state !== "stopped";
    setButton(this.play, running ? "stop" : "play", withKey(running ? WORDS.stop : WORDS.play, "space"));
    setButton(this.mute, model.muted ? "muted" : "sound", withKey(model.muted ? WORDS.unmute : WORDS.mute, "m"));
    this.mute.hidden = !model.hasSound;
    this.volume.hidden = !model.hasSound;
    this.volume.value = String(Math.round((model.muted ? 0 : model.volume) * 100));
    this.sounds.update(model);
    this.badge.dataset["state"] = model.state;
    this.inset.hidden = !model.hasInset;
    setButton(this.inset, "inset", withKey(model.insetShown ? WORDS.hideInset : WORDS.showInset, "i"));
    this.inset.setAttribute("aria-pressed", String(model.insetShown));
    this.latency.setAttribute("aria-pressed", String(model.overlayShown));
    this.pip.hidden = !model.canPip;
    this.full.hidden = !model.canFullScreen;
    const [icon, word] = model.fullScreen
      ? (["leaveFullScreen", WORDS.leaveFullScreen] as const)
      : (["fullScreen", WORDS.fullScreen] as const);
    setButton(this.full, icon, withKey(word, "f"));
  }
}
