/** `<footlight-player>`: the player as an element of any page. */

import type { Engine } from "./engine.ts";
import { liveAddress } from "./live/address.ts";
import type { Credentials, TicketProvider } from "./live/credentials.ts";
import { latencyClass } from "./live/latency.ts";
import { Playback } from "./playback.ts";
import { playerState, type PlayerState, refusalOf } from "./states.ts";
import type { LatencyFigures, PlayerStats } from "./stats.ts";
import { mendedOnPage, stateText, type StateText } from "./strings.ts";
import type { Actions, SoundChoice } from "./ui/model.ts";
import { View } from "./ui/view.ts";

// The same file is loaded in the worker and on the sound thread, which have no elements to extend.
const ElementBase = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

const PLAYER_FILE = import.meta.url;

/**
 * Plays what is live on a channel, a moment after it happens, and comes back by itself whatever breaks.
 *
 * Attributes: `src` (the channel's page, as `https://host/lobby`), `autoplay`, `muted`, `controls`, `poster` (the
 * address of a picture that is shown while there is nothing to see), `latency` (`interactive`, `normal` or `crowd`: how
 * soon it wants the pictures), and `engine` (`webcodecs` or `mse`; without it the best there is).
 *
 * Events: `statechange` (detail: `state`, `title`, `detail`, and `code` of a refusal), `stats` twice a second (detail:
 * `PlayerStats`), and, only while somebody listens for it, `frame` for each picture that reached the screen (detail:
 * `ShownFrame`).
 */
export class FootlightPlayer extends ElementBase {
  static readonly observedAttributes = ["src", "latency", "engine", "controls", "poster"];

  private readonly playback: Playback;
  private readonly view: View;
  private lastStats: PlayerStats | null = null;
  private lastState: PlayerState = "idle";
  private credentials: Credentials;
  private tickets: TicketProvider | null;
  private isMuted = false;
  private loudness = 1;
  private soundDecided = false;
  private insetWanted = true;
  private overlayWanted = false;
  private framesWanted = false;
  private readonly onFullScreen = () => this.render();

  constructor() {
    super();
    this.credentials = { key: text(this.early("key")), secret: text(this.early("secret")) };
    const ticket = this.early("ticket");
    this.tickets = typeof ticket === "function" ? (ticket as TicketProvider) : null;
    const actions: Actions = {
      togglePlay: () => (this.playing ? this.stop() : this.play()),
      toggleMute: () => this.decideSound(!this.isMuted),
      setVolume: (volume) => this.turnVolume(volume),
      chooseSound: (id) => this.playback.chooseSound(id),
      toggleInset: () => this.toggle("insetWanted"),
      toggleOverlay: () => this.toggle("overlayWanted"),
      toggleFullScreen: () => void this.toggleFullScreen(),
      togglePip: () => void this.togglePip(),
      retry: () => this.play(),
    };
    this.view = new View(this.attachShadow({ mode: "open", delegatesFocus: false }), actions);
    this.playback = new Playback(PLAYER_FILE, {
      changed: () => this.render(),
      began: (engine) => this.begin(engine),
      stats: (stats) => {
        this.lastStats = stats;
        this.view.figures(stats);
        this.dispatchEvent(new CustomEvent("stats", { detail: stats }));
      },
      frame: (frame) => this.dispatchEvent(new CustomEvent("frame", { detail: frame })),
    });
  }

  connectedCallback(): void {
    this.isMuted ||= this.hasAttribute("muted");
    document.addEventListener("fullscreenchange", this.onFullScreen);
    if (this.hasAttribute("autoplay")) {
      this.play();
    } else {
      this.render();
    }
  }

  disconnectedCallback(): void {
    document.removeEventListener("fullscreenchange", this.onFullScreen);
    this.playback.forget();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.isConnected) {
      return;
    }
    if (name === "controls" || name === "poster") {
      this.render();
    } else {
      this.startAnew();
    }
  }

  /** Connect, and play whatever is live, now and later. */
  play(): void {
    const address = liveAddress(this.getAttribute("src") ?? "", document.baseURI);
    if (address === null) {
      this.playback.forget();
      return;
    }
    const latency = latencyClass(this.getAttribute("latency"));
    this.playback.play(address, latency, this.getAttribute("engine"), this.credentials, this.tickets);
  }

  /** Close the connection; the last picture stays. */
  stop(): void {
    this.playback.stop();
  }

  /** Act on a key as if the player had the focus; whether it meant something. For pages that are all player. */
  press(event: KeyboardEvent): boolean {
    return this.view.press(event);
  }

  get state(): PlayerState {
    return playerState(this.playback.facts);
  }

  /** The state in words. */
  get stateText(): StateText {
    return stateText(this.state, this.playback.facts);
  }

  /** The code of what the server refused with, in the state `refused`; else null. */
  get refusal(): string | null {
    return this.state === "refused" ? refusalOf(this.playback.facts) : null;
  }

  /** Milliseconds from capture to the screen, or null where nothing is shown. */
  get latency(): LatencyFigures | null {
    return this.lastStats?.latency ?? null;
  }

  get stats(): PlayerStats | null {
    return this.lastStats;
  }

  /** When the broadcast went live, microseconds since the epoch; 0 where none is. */
  get startedAt(): number {
    return this.playback.startedAt;
  }

  /**
   * The words that the broadcast is encrypted with, or null. With one, only what is encrypted with it is shown. It is
   * no attribute: whoever saves or reads the page's elements would have it.
   */
  get secret(): string | null {
    return this.credentials.secret;
  }

  set secret(words: string | null) {
    this.present({ ...this.credentials, secret: words === "" ? null : words });
  }

  /** What the end of a cable that listens wants to be shown, or null; no attribute, for the same reason. */
  get key(): string | null {
    return this.credentials.key;
  }

  set key(key: string | null) {
    this.present({ ...this.credentials, key: key === "" ? null : key });
  }

  /**
   * Where the page gets a ticket, or null. It is asked before each connection, and told the code of a refusal that
   * another ticket may mend; null for an answer connects without one, or leaves it at the refusal.
   */
  get ticket(): TicketProvider | null {
    return this.tickets;
  }

  set ticket(provider: TicketProvider | null) {
    const before = this.tickets;
    this.tickets = provider;
    if (this.isConnected && before !== provider) {
      this.startAnew();
    }
  }

  get muted(): boolean {
    return this.isMuted;
  }

  set muted(muted: boolean) {
    this.isMuted = muted;
    void this.applySound();
  }

  /** 0 to 1. */
  get volume(): number {
    return this.loudness;
  }

  set volume(volume: number) {
    this.loudness = Math.max(0, Math.min(1, volume));
    this.playback.engine?.setVolume(this.loudness);
    this.render();
  }

  /** What there is to hear, in the order of the broadcast. */
  get soundTracks(): SoundChoice[] {
    return this.playback.sounds.map(({ id, name }) => ({ id, name }));
  }

  /** The id of the sound track that plays; null where there is none. Another one may be set. */
  get soundTrack(): number | null {
    return this.playback.sound?.id ?? null;
  }

  set soundTrack(id: number | null) {
    if (id !== null) {
      this.playback.chooseSound(id);
    }
  }

  /** The overlay of figures. */
  get overlay(): boolean {
    return this.overlayWanted;
  }

  set overlay(shown: boolean) {
    this.overlayWanted = shown;
    this.render();
  }

  override addEventListener(...[type, ...rest]: Parameters<HTMLElement["addEventListener"]>): void {
    super.addEventListener(type, ...rest);
    if (type === "frame") {
      this.framesWanted = true;
      this.playback.engine?.reportFrames(true);
    }
  }

  private get playing(): boolean {
    return this.playback.facts.wish === "play";
  }

  private present(credentials: Credentials): void {
    const before = this.credentials;
    this.credentials = credentials;
    if (this.isConnected && (before.key !== credentials.key || before.secret !== credentials.secret)) {
      this.startAnew();
    }
  }

  /** What a page set before this file was loaded: on the element itself, where no setter saw it. */
  private early(name: "key" | "secret" | "ticket"): unknown {
    const value: unknown = Object.getOwnPropertyDescriptor(this, name)?.value;
    Reflect.deleteProperty(this, name);
    return value;
  }

  /** With other wishes than before, where it plays at all. */
  private startAnew(): void {
    if (this.playing || this.hasAttribute("autoplay")) {
      this.playback.forget();
      this.play();
    }
  }

  private begin(engine: Engine): void {
    this.view.show(engine.main, engine.inset);
    engine.setVolume(this.loudness);
    engine.reportFrames(this.framesWanted);
    if (!this.isMuted) {
      void this.applySound();
    }
  }

  private decideSound(muted: boolean): void {
    this.soundDecided = true;
    this.muted = muted;
  }

  private turnVolume(volume: number): void {
    this.volume = volume;
    if (this.isMuted !== (volume === 0)) {
      this.decideSound(volume === 0);
    }
  }

  /** Browsers keep sound back until a gesture: then it stays off, and the invitation shows. */
  private async applySound(): Promise<void> {
    this.render();
    const engine = this.playback.engine;
    if (engine === null) {
      return;
    }
    const done = await engine.setSound(!this.isMuted);
    if (!done && engine === this.playback.engine) {
      this.isMuted = true;
      this.soundDecided = false;
      this.render();
    }
  }

  private toggle(name: "insetWanted" | "overlayWanted"): void {
    this[name] = !this[name];
    this.render();
    if (this.lastStats !== null) {
      this.view.figures(this.lastStats);
    }
  }

  private async toggleFullScreen(): Promise<void> {
    if (this.matches(":fullscreen")) {
      await document.exitFullscreen();
    } else if (document.fullscreenEnabled) {
      await this.requestFullscreen();
    }
  }

  private async togglePip(): Promise<void> {
    if (document.pictureInPictureElement !== null) {
      await document.exitPictureInPicture();
    } else if (document.pictureInPictureEnabled) {
      const video = await this.playback.engine?.videoForPip();
      await video?.requestPictureInPicture();
    }
  }

  private render(): void {
    const { state, refusal: code, stateText: text } = this;
    this.view.render({
      state,
      text,
      page: mendedOnPage(code) ? this.pageAddress() : null,
      poster: this.getAttribute("poster"),
      controls: this.hasAttribute("controls"),
      muted: this.isMuted,
      volume: this.loudness,
      hasSound: this.soundTrack !== null,
      sounds: this.soundTracks,
      soundPlayed: this.soundTrack,
      inviteSound: this.soundTrack !== null && this.isMuted && !this.soundDecided,
      hasInset: this.playback.hasInset,
      insetShown: this.insetWanted,
      overlayShown: this.overlayWanted,
      fullScreen: this.matches(":fullscreen"),
      canFullScreen: document.fullscreenEnabled,
      canPip: document.pictureInPictureEnabled && state === "live",
    });
    if (state !== this.lastState) {
      this.lastState = state;
      // Whoever takes the player out of the page is in the middle of it, and wants no event.
      if (this.isConnected) {
        this.dispatchEvent(new CustomEvent("statechange", { detail: { state, ...text, code } }));
      }
    }
  }

  private pageAddress(): string {
    return new URL(this.getAttribute("src") ?? "", document.baseURI).href;
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
