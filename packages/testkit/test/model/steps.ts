import type { Which } from "./reading.js";
import type { Sent } from "./registration.js";
import type { ConfigChange } from "./settings.js";

/** One request, as it is told when the model and the registry disagree. */
export type Step =
  | { readonly kind: "register"; readonly subject: string; readonly sent: Sent; readonly id?: number | undefined }
  | { readonly kind: "look up"; readonly subject: string; readonly sent: Sent; readonly deleted: boolean }
  | { readonly kind: "check"; readonly subject: string; readonly sent: Sent; readonly against: Which | "all" }
  | { readonly kind: "delete subject"; readonly subject: string; readonly permanent: boolean }
  | { readonly kind: "delete version"; readonly subject: string; readonly version: Which; readonly permanent: boolean }
  | { readonly kind: "put config"; readonly scope: string; readonly change: ConfigChange }
  | { readonly kind: "get config" | "get mode"; readonly scope: string; readonly defaultToGlobal: boolean }
  | { readonly kind: "delete config" | "delete mode"; readonly scope: string }
  | { readonly kind: "put mode"; readonly scope: string; readonly mode: string | null; readonly force: boolean }
  | { readonly kind: "list subjects"; readonly prefix?: string | undefined; readonly how: "live" | "deleted" | "only" }
  | {
      readonly kind: "list versions";
      readonly subject: string;
      readonly how: "live" | "deleted" | "only" | "negative";
    }
  | { readonly kind: "get version"; readonly subject: string; readonly version: Which; readonly deleted: boolean }
  | { readonly kind: "get by id"; readonly id: number; readonly subject?: string | undefined }
  | {
      readonly kind: "uses of id";
      readonly id: number;
      readonly what: "subjects" | "versions";
      readonly deleted: boolean;
    }
  | { readonly kind: "referenced by"; readonly subject: string; readonly version: number }
  | { readonly kind: "list contexts" };
