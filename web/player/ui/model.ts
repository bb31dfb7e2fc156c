/** What the player's view shows, and what a person can do with it. */

import type { PlayerState } from "../states.ts";
import type { StateText } from "../strings.ts";

/** A sound track as people choose it. */
export interface SoundChoice {
  id: number;
  name: string;
}

export interface Model {
  state: PlayerState;
  text: StateText;
  /** The address of the channel's page, where a person can do something against the refusal; else null. */
  page: string | null;
  /** The address of what is shown while there is nothing to see; null: nothing. */
  poster: string | null;
  /** The page asked for controls. */
  controls: boolean;
  muted: boolean;
  /** 0 to 1. */
  volume: number;
  hasSound: boolean;
  /** What a person may choose to hear, and which of it plays. */
  sounds: readonly SoundChoice[];
  soundPlayed: number | null;
  /** The person never decided on sound: invite them, unmistakably. */
  inviteSound: boolean;
  hasInset: boolean;
  insetShown: boolean;
  overlayShown: boolean;
  fullScreen: boolean;
  canFullScreen: boolean;
  canPip: boolean;
}

export interface Actions {
  togglePlay(): void;
  toggleMute(): void;
  setVolume(volume: number): void;
  chooseSound(id: number): void;
  toggleInset(): void;
  toggleOverlay(): void;
  toggleFullScreen(): void;
  togglePip(): void;
  retry(): void;
}
