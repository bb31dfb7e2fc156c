/** Ways to hand a channel on. */

export interface Share {
  label: string;
  text: string;
}

/** The link, the frame for other people's pages, and the commands, for a channel of this origin. */
export function sharesOf(origin: string, channel: string): Share[] {
  const frame =
    `<iframe src="${origin}/embed/${channel}" width="960" height="540" ` +
    'allow="autoplay; fullscreen; picture-in-picture" allowfullscreen title="Live video"></iframe>';
  const chat = `<iframe src="${origin}/embed/${channel}/chat" width="360" height="540" title="Chat"></iframe>`;
  return [
    { label: "Link", text: `${origin}/${channel}` },
    { label: "Embed", text: frame },
    { label: "Embed the chat", text: chat },
    { label: "Watch in a terminal", text: `footlight watch ${origin}/${channel}` },
  ];
}
