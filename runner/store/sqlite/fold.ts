/** The form in which texts are compared when someone searches: case and ways of composing a letter do not count. */
export function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
