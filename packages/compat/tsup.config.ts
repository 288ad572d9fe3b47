import { defineConfig } from "tsup";
import { library } from "../../tsup.base.js";

export default defineConfig(
  library({
    index: "src/index.ts",
    avro: "src/avro.ts",
    "json-schema": "src/json-schema.ts",
    protobuf: "src/protobuf.ts",
  }),
);
