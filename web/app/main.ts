import { mount } from "svelte";
import App from "./App.svelte";
import "./theme.css";

const target = document.getElementById("app");
if (target === null) {
  throw new Error("the page has no #app to draw into");
}
mount(App, { target });
