import { defineConfig } from "@hey-api/openapi-ts";

/** The types of the REST interface, of what `openapi.py` wrote. */
export default defineConfig({
  input: "./openapi/openapi.json",
  output: { path: "./openapi", clean: false, indexFile: false, fileName: { suffix: null } },
  plugins: [{ name: "@hey-api/typescript", enums: false }],
  logs: { file: false },
});
