import { defineConfig } from "@hey-api/openapi-ts";

function types(input: string, path: string) {
  return {
    input,
    output: { path, clean: false, indexFile: false, fileName: { suffix: null } },
    plugins: [{ name: "@hey-api/typescript" as const, enums: false as const }],
    logs: { file: false },
  };
}

/** The types of the REST interface and of the chat's messages, of what `openapi.py` wrote. */
export default defineConfig([
  types("./openapi/openapi.json", "./openapi"),
  types("./openapi/chat.json", "./openapi/chat"),
]);
