import { expect, test } from "vitest";
import { actOnKey } from "./keyboard.ts";
import type { Actions } from "./model.ts";

class RecordedActions implements Actions {
  readonly done: string[] = [];
  togglePlay = () => void this.done.push("play");
  toggleMute = () => void this.done.push("mute");
  setVolume = (volume: number) => void this.done.push(`volume ${volume.toFixed(2)}`);
  chooseSound = (id: number) => void this.done.push(`sound ${id}`);
  toggleInset = () => void this.done.push("inset");
  toggleOverlay = () => void this.done.push("overlay");
  toggleFullScreen = () => void this.done.push("full");
  togglePip = () => void this.done.push("pip");
  retry = () => void this.done.push("retry");
}

function press(key: string, modifiers: Partial<KeyboardEvent> = {}): string[] {
  const actions = new RecordedActions();
  actOnKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers } as KeyboardEvent, 0.98, actions);
  return actions.done;
}

test.each([
  [" ", "play"],
  ["m", "mute"],
  ["f", "full"],
  ["i", "inset"],
  ["p", "pip"],
  ["l", "overlay"],
  ["ArrowUp", "volume 1.00"],
  ["ArrowDown", "volume 0.93"],
])("%j does %s", (key, done) => {
  expect(press(key)).toEqual([done]);
});

test("leaves other keys and the browser's own shortcuts alone", () => {
  expect(press("Tab")).toEqual([]);
  expect(press("f", { ctrlKey: true })).toEqual([]);
  expect(press("l", { metaKey: true })).toEqual([]);
});
