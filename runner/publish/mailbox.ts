/**
 * Mail drops the carriage returns of text lines, and with them the line ends of files that have them. Such a mail goes as
 * base64, which `git am` undoes. The patch file beside it stays readable, for `git apply`.
 */
export function mailboxEntry(mail: Buffer): Buffer {
  if (!mail.includes(0x0d)) return mail;
  const end = mail.indexOf("\n\n");
  const headers = unfold(mail.toString("latin1", 0, end));
  const body = mail.subarray(end + 2);
  const kept = headers.filter((line) => !/^(?:MIME-Version|Content-Type|Content-Transfer-Encoding):/i.test(line));
  const charset = headers.find((line) => /^Content-Type:/i.test(line)) ?? "Content-Type: text/plain; charset=UTF-8";
  const lines = [...kept, "MIME-Version: 1.0", charset, "Content-Transfer-Encoding: base64", "", ""];
  const encoded = body.toString("base64").replaceAll(/.{76}/g, "$&\n");
  return Buffer.concat([Buffer.from(lines.join("\n"), "latin1"), Buffer.from(`${encoded}\n\n`)]);
}

/** Header lines with their continuation lines attached. */
function unfold(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    if (/^[ \t]/.test(line) && lines.length > 0) lines[lines.length - 1] += `\n${line}`;
    else lines.push(line);
  }
  return lines;
}
