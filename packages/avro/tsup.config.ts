import { defineConfig } from "tsup";
import { library } from "../../tsup.base.js";

// The CommonJS build has no `import.meta.url`, by which avsc is required: the shim gives it one.
export default defineConfig({ ...library({ index: "src/index.ts" }), shims: true });
