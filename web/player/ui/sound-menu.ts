/** The choice between several sound tracks: the browser's own menu, which keyboards and screen readers know. */

import { WORDS } from "../strings.ts";
import { make } from "./dom.ts";
import type { Actions, Model } from "./model.ts";

export class SoundMenu {
  readonly root = make("select", "sound-menu", { "aria-label": WORDS.soundTrack, title: WORDS.soundTrack });
  private listed = "";

  constructor(actions: Actions) {
    this.root.addEventListener("change", () => actions.chooseSound(Number(this.root.value)));
  }

  /** Shown only where there is something to choose. */
  update({ sounds, soundPlayed }: Model): void {
    this.root.hidden = sounds.length < 2;
    const listing = JSON.stringify(sounds);
    if (listing !== this.listed) {
      this.listed = listing;
      const names = sounds.map(({ id, name }) => new Option(soundName(name, sounds, id), String(id)));
      this.root.replaceChildren(...names);
    }
    this.root.value = String(soundPlayed);
  }
}

/** Tracks of one name are told apart by their places. */
function soundName(name: string, sounds: Model["sounds"], id: number): string {
  const alike = sounds.filter((sound) => sound.name === name);
  return alike.length < 2 ? name : `${name} ${alike.findIndex((sound) => sound.id === id) + 1}`;
}
