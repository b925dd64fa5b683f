/**
 * A text to be found anywhere in a line, upper and lower case alike; `*` stands for any characters, `\*` for a star. Found in
 * time linear in the line for each part. Undefined when it says next to nothing.
 */
export function compileTextPattern(pattern: string): ((line: string) => boolean) | undefined {
  const parts = partsOf(pattern.toLowerCase());
  if (parts.join("").replace(/\s/g, "").length < 3) return undefined;
  return (line) => {
    const text = line.toLowerCase();
    let from = 0;
    for (const part of parts) {
      const at = text.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return true;
  };
}

function partsOf(pattern: string): string[] {
  const parts = [""];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === "*") parts.push("");
    else if (character === "\\" && pattern.charAt(index + 1) === "*") {
      parts.push(`${parts.pop()}*`);
      index += 1;
    } else parts.push(`${parts.pop()}${character}`);
  }
  return parts.filter((part) => part !== "");
}
