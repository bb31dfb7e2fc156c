import { mount } from "svelte";
import "./theme.css";
import ChatPage from "./pages/ChatPage.svelte";
import { chatOf } from "./routes.ts";

mount(ChatPage, { target: document.body, props: chatOf(location.pathname) });
