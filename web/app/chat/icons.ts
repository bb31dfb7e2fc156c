/** The signs of the chat's buttons. */

/** Drawn in lines, 24 by 24. */
export const PATHS = {
  send: "M4 12 20 4l-5 16-4-6z M11 14l9-10",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M8.5 14.5a4.5 4.5 0 0 0 7 0 M9 9.5v.5 M15 9.5v.5",
  reply: "M9 6 4 11l5 5 M4 11h9a7 7 0 0 1 7 7v1",
  edit: "M4 20l1-4L16 5l3 3L8 19z M14 7l3 3",
  bin: "M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5",
  shield: "M12 3 5 6v5c0 5 3 8.4 7 10 4-1.6 7-5 7-10V6z",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6 M16 4.3a3.5 3.5 0 0 1 0 6.4 M18 14.4c2.2.8 3.5 2.8 3.5 5.6",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M16 16l5 5",
  letter: "M3 6h18v12H3z M3 7l9 7 9-7",
  out: "M14 4h6v6 M20 4l-9 9 M18 14v6H4V6h6",
  close: "M6 6l12 12 M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  down: "M12 5v14 M6 13l6 6 6-6",
  pin: "M9 4h6l-1 6 3 3H7l3-3z M12 13v7",
  poll: "M5 20V10 M12 20V4 M19 20v-7",
  tools: "M4 7h10 M18 7h2 M16 5v4 M4 12h3 M11 12h9 M9 10v4 M4 17h8 M16 17h4 M14 15v4",
  horn: "M4 10v4h3l8 5V5l-8 5z M18 9a4 4 0 0 1 0 6",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M12 8v4l3 2",
  crown: "M4 18h16 M4 15 3 7l5 4 4-6 4 6 5-4-1 8z",
  star: "M12 4l2.4 5 5.6.8-4 3.9 1 5.5-5-2.7-5 2.7 1-5.5-4-3.9 5.6-.8z",
  gem: "M7 5h10l4 5-9 10L3 10z M3 10h18",
} as const;

export type IconName = keyof typeof PATHS;
