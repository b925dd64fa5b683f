import { build } from "../.dev/build.ts";

/** Command-line tests run the bundle that ships, so it is made once before the first of them. */
export async function setup(): Promise<void> {
  await build();
}
