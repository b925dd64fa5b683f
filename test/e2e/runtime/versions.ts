/** The two ends of what the extension supports: what people have, and the least that package.json asks for. */
export type VsCodeVersion = "newest" | "oldest";

/** The pinned browser exists for this platform only. */
export const supported = process.platform === "linux" && process.arch === "x64";
