/** The player's style sheet, adopted by its shadow tree: a content policy without inline styles allows it. */

export const STYLES = `
:host {
  --accent: var(--footlight-accent, #ffb454);
  --live: var(--footlight-live, #ff4d4f);
  display: block;
  position: relative;
  aspect-ratio: 16 / 9;
  background: #000;
  color: #fff;
  font: 400 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow: hidden;
  color-scheme: dark;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
.stage { position: absolute; inset: 0; outline: none; overflow: hidden; container-type: size; background: #000; }
.stage:focus-visible::after {
  content: ""; position: absolute; inset: 0; border: 2px solid var(--accent); pointer-events: none; z-index: 6;
}
.stage.quiet[data-state="live"] { cursor: none; }
.screen, .surface { width: 100%; height: 100%; display: block; }
.surface { object-fit: contain; }
.poster { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
.stage:not([data-state="idle"], [data-state="offline"], [data-state="ended"], [data-state="refused"]) .poster {
  display: none;
}
.stage:is([data-state="offline"], [data-state="ended"], [data-state="broken"], [data-state="refused"],
  [data-state="unsupported"]) .screen {
  visibility: hidden;
}

.banner {
  position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center;
  gap: 8px; padding: 24px 24px 64px; text-align: center; z-index: 2;
  background: radial-gradient(90% 60% at 50% 112%, rgb(255 180 84 / .34), rgb(255 122 89 / .1) 55%, transparent 75%), rgb(8 7 11 / .72);
  animation: appear .25s ease-out .35s backwards;
}
.banner:is([data-state="offline"], [data-state="ended"], [data-state="broken"], [data-state="refused"],
  [data-state="unsupported"], [data-state="locked"], [data-state="idle"]) { animation: none; }
@keyframes appear { from { opacity: 0; } }
.banner p { margin: 0; max-width: 34em; }
.banner-title { font-size: clamp(17px, 4.2cqw, 26px); font-weight: 600; letter-spacing: -.01em; text-wrap: balance; }
.banner-detail { color: rgb(255 255 255 / .74); text-wrap: balance; font-size: clamp(13px, 2.6cqw, 16px); }
.spinner {
  width: 28px; height: 28px; border-radius: 50%; margin-bottom: 6px;
  border: 3px solid rgb(255 255 255 / .2); border-top-color: var(--accent); animation: turn .9s linear infinite;
}
@keyframes turn { to { transform: rotate(1turn); } }
.banner:not([data-state="connecting"], [data-state="reconnecting"], [data-state="away"]) .spinner { display: none; }
.start {
  width: 76px; height: 76px; border: 0; border-radius: 50%; padding: 18px; margin-bottom: 6px; cursor: pointer;
  background: var(--accent); color: #1b1206; transition: transform .15s;
}
.start:hover { transform: scale(1.05); }
.start svg { width: 100%; height: 100%; }
.lock svg { width: 34px; height: 34px; }
.retry, .page {
  margin-top: 10px; padding: 9px 18px; border-radius: 999px; border: 1px solid rgb(255 255 255 / .35);
  background: rgb(255 255 255 / .08); color: inherit; font: inherit; font-weight: 600; cursor: pointer;
}
.page { border-color: transparent; background: var(--accent); color: #1b1206; text-decoration: none; }
.page + .retry { margin-top: 2px; }
.retry:hover { background: rgb(255 255 255 / .16); }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.invitation {
  position: absolute; left: 50%; bottom: 76px; translate: -50% 0; z-index: 6;
  display: flex; align-items: center; gap: 10px; min-height: 48px; padding: 0 22px 0 16px; border: 0;
  border-radius: 999px; background: var(--accent); color: #1b1206; font: inherit; font-weight: 650; font-size: 16px;
  white-space: nowrap; cursor: pointer; box-shadow: 0 6px 28px rgb(0 0 0 / .45);
}
.invitation:hover { filter: brightness(1.07); }
.invitation svg { width: 24px; height: 24px; }

.overlay {
  position: absolute; top: 12px; left: 12px; margin: 0; padding: 10px 14px; z-index: 3; pointer-events: none;
  display: grid; grid-template-columns: auto auto; gap: 2px 16px; border-radius: 10px;
  background: rgb(8 7 11 / .76); backdrop-filter: blur(10px); font-size: 12.5px; font-variant-numeric: tabular-nums;
}
.overlay dt { color: rgb(255 255 255 / .64); }
.overlay dd { margin: 0; text-align: right; min-width: 9.5em; }
.overlay dt:first-of-type, .overlay dd:first-of-type { font-size: 17px; font-weight: 650; padding-bottom: 2px; }
.overlay dd:first-of-type { color: var(--accent); }
@container (max-height: 300px) {
  .overlay { top: 6px; left: 6px; padding: 6px 10px; font-size: 11px; gap: 0 12px; line-height: 1.3; }
  .overlay dt:first-of-type, .overlay dd:first-of-type { font-size: 13px; }
  .overlay :is(dt, dd):nth-of-type(n + 6) { display: none; }
  .invitation { bottom: 54px; min-height: 44px; font-size: 15px; }
}

.inset {
  --edge: 16px;
  position: absolute; z-index: 3; width: clamp(112px, 26%, 380px); border-radius: 10px; overflow: hidden;
  background: #111; box-shadow: 0 6px 26px rgb(0 0 0 / .5), 0 0 0 1px rgb(255 255 255 / .16); cursor: grab;
  touch-action: none;
}
.inset.held { cursor: grabbing; box-shadow: 0 10px 36px rgb(0 0 0 / .6), 0 0 0 2px var(--accent); }
.inset .surface { height: auto; pointer-events: none; }
.inset[data-corner^="top"] { top: var(--edge); }
.inset[data-corner^="bottom"] { bottom: calc(var(--edge) + 52px); }
.inset[data-corner$="left"] { left: var(--edge); }
.inset[data-corner$="right"] { right: var(--edge); }
.inset.held { right: auto; bottom: auto; }
.hide-inset { position: absolute; top: 4px; right: 4px; background: rgb(8 7 11 / .6); opacity: 0; transition: opacity .15s; }
.inset:is(:hover, :focus-within) .hide-inset { opacity: 1; }
@media (hover: none) { .hide-inset { opacity: 1; } }

.controls {
  position: absolute; inset: auto 0 0; z-index: 5; display: flex; align-items: center; gap: 2px;
  padding: 36px max(8px, env(safe-area-inset-right)) max(6px, env(safe-area-inset-bottom))
    max(8px, env(safe-area-inset-left));
  background: linear-gradient(transparent, rgb(0 0 0 / .72)); transition: opacity .25s, translate .25s;
  pointer-events: none;
}
.stage:not([data-state="live"]) .controls { background: none; }
.controls > * { pointer-events: auto; }
.stage.quiet[data-state="live"] .controls:not(:focus-within:has(:focus-visible)) { opacity: 0; translate: 0 8px; }
.stage.quiet[data-state="live"] .controls:not(:focus-within:has(:focus-visible)) > * { pointer-events: none; }
.button {
  width: 44px; height: 44px; flex: none; display: grid; place-items: center; border: 0; border-radius: 10px; padding: 0;
  background: transparent; color: inherit; cursor: pointer; transition: background-color .15s;
}
.button:hover { background: rgb(255 255 255 / .16); }
.button[aria-pressed="true"] { color: var(--accent); }
.inset .button { width: 32px; height: 32px; border-radius: 8px; }
.inset .button:hover { background: rgb(8 7 11 / .85); }
svg { width: 24px; height: 24px; fill: currentColor; display: block; }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible, .inset:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.controls .button:focus-visible { outline-offset: -3px; }
.space { flex: 1; }
.badge {
  display: inline-flex; align-items: center; gap: 7px; margin-left: 8px; padding: 2px 9px 2px 8px; border-radius: 999px;
  font-size: 12px; font-weight: 650; letter-spacing: .04em; text-transform: uppercase; background: rgb(0 0 0 / .4);
}
.badge::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--live); }
.badge:not([data-state="live"]) { visibility: hidden; }
.volume { width: 84px; height: 24px; margin: 0 4px 0 0; accent-color: var(--accent); cursor: pointer; }
.sound-menu {
  height: 32px; max-width: 11em; margin: 0 4px; padding: 0 8px; border: 1px solid rgb(255 255 255 / .3);
  border-radius: 8px; background: rgb(8 7 11 / .6); color: inherit; font: inherit; font-size: 13px;
  text-overflow: ellipsis; cursor: pointer;
}
.sound-menu:hover { border-color: rgb(255 255 255 / .6); }
@container (max-width: 420px) {
  .sound-menu { max-width: 6em; margin: 0 2px; padding: 0 2px; }
  .controls:has(.sound-menu:not([hidden])) :is(.volume, .badge) { display: none; }
  .volume { width: 58px; }
  .badge { margin-left: 2px; }
  .button { width: 40px; }
}
@container (max-width: 300px) { .volume, .badge { display: none; } }
@media (prefers-reduced-motion: reduce) {
  *, .banner { transition: none !important; animation-duration: 2.4s; }
  .banner { animation: none; }
}
@media (forced-colors: active) { svg { fill: ButtonText; } .button, .retry, .page, .start { border: 1px solid; } }
`;
