import type { SecretRule } from "../rule.ts";
import { looksChosen, looksRandom, stricterIn } from "../value.ts";

/** What is a secret by its form or by the name that it is given, whoever issued it. */
export const genericRules: readonly SecretRule[] = [
  {
    id: "private_key",
    near: ["private key"],
    pattern: /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?=[\s\S]{0,200}?[A-Za-z0-9+/=\\]{30})/g,
  },
  { id: "putty_private_key", near: ["putty-user-key-file"], pattern: /PuTTY-User-Key-File-[23]: [a-z0-9-]{5,40}/g },
  {
    id: "json_web_token",
    near: ["eyj"],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/g,
    accepts: (secret) => isTokenHead(secret),
  },
  {
    id: "url_with_password",
    near: ["://"],
    pattern:
      /(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/?#"'`<>\\]{0,100}:(?<secret>[^\s:@/?#"'`<>\\]{5,200})@[A-Za-z0-9[][A-Za-z0-9.:_-]{1,200}/gi,
    textOnly: true,
    accepts: (secret) => isPassword(secret),
  },
  {
    id: "authorization_header",
    near: ["authorization"],
    pattern:
      /authorization["']?\s{0,5}[:=]\s{0,5}["'`]?(?:bearer|basic|token)\s{1,3}(?<secret>[A-Za-z0-9+/=_.~-]{16,2000})/gi,
    entropy: 3.3,
    textOnly: true,
    accepts: (secret) => looksRandom(secret),
  },
  {
    id: "netrc_password",
    near: ["machine"],
    pattern: /^\s{0,20}machine\s{1,5}\S{1,200}\s{1,5}login\s{1,5}\S{1,200}\s{1,5}password\s{1,5}(?<secret>\S{4,200})/gm,
    textOnly: true,
  },
  {
    id: "hardcoded_password",
    near: ["pass", "pwd"],
    pattern:
      /(?:password|passwd|passphrase|pwd|pass)["'\]]{0,2}\s{0,5}(?:=>|:=|[:=])\s{0,5}(?<quote>["'`])(?<secret>[^"'`\s]{8,200})\k<quote>/gi,
    textOnly: true,
    accepts: (secret, { path }) => (stricterIn(path) ? looksRandom(secret) : looksChosen(secret)),
  },
  {
    id: "password_setting",
    near: ["pass", "pwd"],
    pattern:
      /^[ \t]{0,20}(?:export[ \t]{1,3})?[A-Za-z0-9_.-]{0,60}(?:password|passwd|passphrase|pwd)[ \t]{0,5}[:=][ \t]{0,5}(?<secret>[^\s"'`#;(){}[\],]{8,200})[ \t]{0,20}\r?$/gim,
    textOnly: true,
    accepts: (secret, { path }) => isSettings(path) && (stricterIn(path) ? looksRandom(secret) : looksChosen(secret)),
  },
  {
    id: "hardcoded_secret",
    near: ["secret", "token", "api", "key", "credential"],
    pattern:
      /(?:secret|token|api[_-]?key|(?:secret|access|private|signing|encryption)[_-]?key|credentials?)["'\]]{0,2}\s{0,5}(?:=>|:=|[:=])\s{0,5}(?<quote>["'`])(?<secret>[A-Za-z0-9+/=_.~!@#%^&*-]{16,300})\k<quote>/gi,
    entropy: 3.5,
    textOnly: true,
    accepts: (secret) => looksRandom(secret),
  },
  {
    id: "secret_setting",
    near: ["secret", "token", "api", "key"],
    pattern:
      /^[ \t]{0,20}(?:export[ \t]{1,3})?[A-Za-z0-9_.-]{0,60}(?:secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key)[ \t]{0,5}[:=][ \t]{0,5}(?<secret>[A-Za-z0-9+/=_.~!@%^&*-]{16,300})[ \t]{0,20}\r?$/gim,
    entropy: 3.5,
    textOnly: true,
    accepts: (secret, { path }) => isSettings(path) && looksRandom(secret),
  },
];

function isTokenHead(secret: string): boolean {
  const [head = ""] = secret.split(".");
  return /"(?:alg|typ|kid)"/.test(Buffer.from(head, "base64url").toString("latin1"));
}

/** Of a URL: names such as `user:password@host` in a text that explains URLs are told apart by the placeholder list. */
function isPassword(secret: string): boolean {
  return !/^(?:pass|pw|pwd|user|username|token|key)$/i.test(secret) && !/^[$%{<*]/.test(secret);
}

/** Files in which a value stands without quotes. */
function isSettings(path: string): boolean {
  return /(?:^|\/)[^/]{0,80}(?:\.env[^/]{0,40}|\.(?:ini|cfg|conf|config|cnf|properties|ya?ml|toml|tfvars|sh|bash|zsh|env|service|txt|md))$/i.test(
    path,
  );
}
