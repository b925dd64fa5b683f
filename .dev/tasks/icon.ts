import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startBrowser } from "../../test/e2e/harness/browser.ts";
import { root } from "../build.ts";

// Run after changing media/icon.svg: marketplaces and VS Code's list of extensions take pictures of points only.
const side = 128;
await using started = await startBrowser();
const page = await started.browser.newPage({ viewport: { width: side, height: side } });
await page.setContent(`<style>body{margin:0}</style>${await readFile(join(root, "media/icon.svg"), "utf8")}`);
await page.screenshot({ path: join(root, "media/icon.png"), omitBackground: true });
process.stdout.write("icon: media/icon.png is current\n");
