import "./embed.css";
import type { FootlightPlayer } from "../player/index.ts";
import { embeddedChannel, latencyWish } from "./routes.ts";
import { forwardKeys } from "./keys.ts";
import { handFragment } from "./fragment.ts";

const channel = embeddedChannel(location.pathname);
document.title = `${channel} · Footlight`;
const player = document.createElement("footlight-player") as FootlightPlayer;
player.setAttribute("src", `${location.origin}/${channel}`);
for (const name of ["autoplay", "controls"]) {
  player.setAttribute(name, "");
}
const latency = latencyWish(location.search);
if (latency !== null) {
  player.setAttribute("latency", latency);
}
handFragment(player);
document.body.prepend(player);
forwardKeys(player);
