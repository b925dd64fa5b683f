/** Whether a value was drawn at random: not words, not a path, a name or a version. */
export function looksRandom(value: string): boolean {
  if (isWords(value) || isPath(value) || isHash(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((sign) => sign.test(value)).length;
  return value.length >= 16 && classes >= 2 && /[0-9]/.test(value) && /[A-Za-z]/.test(value) && !hasLongWord(value);
}

/** Whether a person may have chosen the value as a password: not words alone, which labels and keys of a form are. */
export function looksChosen(value: string): boolean {
  if (isWords(value) || isPath(value)) return false;
  const hasLetter = /[A-Za-z]/.test(value);
  return (hasLetter && /[0-9]/.test(value)) || (hasLetter && /[!@#$%^&*+=?~]/.test(value));
}

/** Secrets in tests are nearly always made up: only what was drawn at random counts there. */
export function stricterIn(path: string): boolean {
  return (
    /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|testdata|__mocks__|mocks?|e2e|examples?|samples?|docs?)\//i.test(
      path,
    ) || /(?:[._-](?:test|tests|spec|stories|mock|fixture)\.[a-z]{1,4}|_test\.go|\.md)$/i.test(path)
  );
}

/** `password-input`, `enterPassword`, `user.password.label`, `getToken()`. */
function isWords(value: string): boolean {
  return /^[A-Za-z]{0,60}(?:[-_./: ][A-Za-z]{1,60}){0,20}[-_.:]?(?:\(\))?$/.test(value);
}

function isPath(value: string): boolean {
  return (
    /^(?:\.{0,2}\/|~\/|https?:\/\/|[A-Za-z]:\\)/.test(value) ||
    /^[\w-]{1,60}(?:\/[\w.-]{1,60}){1,10}\.[a-z]{2,5}$/i.test(value)
  );
}

/** Of content, not of access: in hexadecimal, or with the name of its function before it. */
function isHash(value: string): boolean {
  return (
    /^(?:sha\d{1,3}|md5)[-:]/i.test(value) ||
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
  );
}

/** Identifiers with a number behind a word, such as `resource_version_20`. */
function hasLongWord(value: string): boolean {
  const words = value.match(/[A-Za-z][a-z]{4,}/g) ?? [];
  return words.join("").length * 2 > value.length;
}
