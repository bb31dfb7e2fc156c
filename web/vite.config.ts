import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** The pages, beside the player that `vite.player.config.ts` has already built. */
export default defineConfig({
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: "dist/new", // `hatch_build.py` puts it where it belongs
    emptyOutDir: false,
    target: "es2022",
    // A content policy of style-src 'self' and script-src 'self' allows no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", chat: "chat.html", embed: "embed.html", cable: "cable.html" },
      output: {
        codeSplitting: {
          groups: [
            // The embedded page is no more than these and the player.
            { name: "watching", test: /\/app\/(?:routes|keys|fragment)\.ts$/, priority: 2 },
            // What several pages share comes in one file, not in twelve.
            { name: "parts", test: /\/app\//, minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    include: ["player/**/*.test.ts", "app/**/*.test.ts", "wire/**/*.test.ts", "e2ee/**/*.test.ts"],
    testTimeout: 60_000, // patience: the machine does much else meanwhile
  },
});
