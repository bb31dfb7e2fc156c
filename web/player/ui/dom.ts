/** Building the player's own elements. */

import { ICONS, type IconName } from "./icons.ts";

/** An element with classes and attributes. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

/** A button that shows an icon; its words are for screen readers and the pointer's hint. */
export function iconButton(className: string, icon: IconName, label: string): HTMLButtonElement {
  const button = make("button", `button ${className}`, { type: "button" });
  setButton(button, icon, label);
  return button;
}

export function setButton(button: HTMLButtonElement, icon: IconName, label: string): void {
  if (button.dataset["icon"] !== icon) {
    button.dataset["icon"] = icon;
    button.replaceChildren(iconElement(icon));
  }
  button.setAttribute("aria-label", label);
  button.title = label;
}

export function iconElement(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
