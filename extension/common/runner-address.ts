import { SpoolError } from "../../shared/errors.ts";

/**
 * The origin that a runner's address stands for, and the key its token is kept under: `http://127.0.0.1:7433`. A scheme
 * that is left out is http. Error: `invalid_input` with what is wrong.
 */
export function runnerOrigin(address: string): string {
  const typed = address.trim();
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  const url = URL.parse(text);
  if (!url) throw wrong("this is no address", "it looks like http://127.0.0.1:7433");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw wrong("only http and https are spoken", "");
  if (url.username !== "" || url.password !== "")
    throw wrong("an address holds no user name or token", "the token is asked for next");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw wrong("an address ends after the port", `${url.origin}?`);
  return url.origin;
}

function wrong(message: string, hint: string): SpoolError {
  return new SpoolError("invalid_input", message, { ...(hint && { hint }), details: { field: "address" } });
}
