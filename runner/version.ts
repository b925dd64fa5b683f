import manifest from "../package.json" with { type: "json" };

export const spoolVersion: string = manifest.version;
