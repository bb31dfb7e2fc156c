import { mount } from "svelte";
import CablePage from "./pages/CablePage.svelte";
import { routeOf } from "./routes.ts";
import "./theme.css";

const target = document.getElementById("app");
if (target === null) {
  throw new Error("the page has no #app to draw into");
}
const route = routeOf(location.pathname);
// An end that listens has its one channel at its root; what comes back in a call is at /back.
mount(CablePage, { target, props: { channel: route.page === "channel" ? route.channel : "cable" } });
