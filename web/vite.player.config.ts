import { defineConfig } from "vite";

/**
 * The player as one file with a stable address, `/player.js`, for these pages and for other people's. The page, the
 * decoding worker and the sound thread all load that same file, so no content policy needs `blob:` on this origin.
 */
export default defineConfig({
  build: {
    outDir: "dist/new", // `hatch_build.py` puts it where it belongs
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "player/index.ts", formats: ["es"], fileName: () => "player.js" },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
